@NullMarked
package io.ipc4j.shm.region;

import org.jspecify.annotations.NullMarked;
