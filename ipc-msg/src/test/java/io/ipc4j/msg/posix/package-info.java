@NullMarked
package io.ipc4j.msg.posix;

import org.jspecify.annotations.NullMarked;
