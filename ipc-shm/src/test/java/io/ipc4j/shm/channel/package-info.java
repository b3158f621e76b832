@NullMarked
package io.ipc4j.shm.channel;

import org.jspecify.annotations.NullMarked;
