/** Other processes for tests: started, told what to do, killed. */
@NullMarked
package io.ipc4j.shm.process;

import org.jspecify.annotations.NullMarked;
