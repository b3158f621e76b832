@NullMarked
package io.ipc4j.msg.wire;

import org.jspecify.annotations.NullMarked;
