@NullMarked
package io.ipc4j.shm;

import org.jspecify.annotations.NullMarked;
