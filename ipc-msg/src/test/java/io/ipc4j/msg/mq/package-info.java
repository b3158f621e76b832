@NullMarked
package io.ipc4j.msg.mq;

import org.jspecify.annotations.NullMarked;
