@NullMarked
package io.ipc4j.shm.lane;

import org.jspecify.annotations.NullMarked;
