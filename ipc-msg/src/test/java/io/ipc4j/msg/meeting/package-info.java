@NullMarked
package io.ipc4j.msg.meeting;

import org.jspecify.annotations.NullMarked;
