/** The media driver: where it lives, who starts it, when it ends, and who is still there. */
@NullMarked
package io.ipc4j.aeron.driver;

import org.jspecify.annotations.NullMarked;
