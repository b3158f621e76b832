/** The layers above the links, written once for all transports. Not exported. */
@NullMarked
package io.ipc4j.internal;

import org.jspecify.annotations.NullMarked;
