@NullMarked
package io.ipc4j.msg.stdio;

import org.jspecify.annotations.NullMarked;
