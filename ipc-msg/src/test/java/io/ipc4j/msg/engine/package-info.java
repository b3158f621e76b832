@NullMarked
package io.ipc4j.msg.engine;

import org.jspecify.annotations.NullMarked;
