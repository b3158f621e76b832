@NullMarked
package io.ipc4j.msg.uds;

import org.jspecify.annotations.NullMarked;
