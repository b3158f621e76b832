@NullMarked
package io.ipc4j.shm.file;

import org.jspecify.annotations.NullMarked;
