@NullMarked
package io.ipc4j.aeron;

import org.jspecify.annotations.NullMarked;
