/** Sessions: who takes part in a namespace, and who of them is alive by the kernel's word. */
@NullMarked
package io.ipc4j.shm.session;

import org.jspecify.annotations.NullMarked;
