@NullMarked
package io.ipc4j.shm.session;

import org.jspecify.annotations.NullMarked;
