@NullMarked
package io.ipc4j.msg.tcp;

import org.jspecify.annotations.NullMarked;
