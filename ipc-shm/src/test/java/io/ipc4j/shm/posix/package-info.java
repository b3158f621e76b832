@NullMarked
package io.ipc4j.shm.posix;

import org.jspecify.annotations.NullMarked;
