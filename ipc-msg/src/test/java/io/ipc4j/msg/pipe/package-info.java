@NullMarked
package io.ipc4j.msg.pipe;

import org.jspecify.annotations.NullMarked;
