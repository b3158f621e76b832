@NullMarked
package io.ipc4j.inproc;

import org.jspecify.annotations.NullMarked;
