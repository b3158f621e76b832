@NullMarked
package io.ipc4j.msg.raw;

import org.jspecify.annotations.NullMarked;
