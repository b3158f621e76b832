/** Message passing: send and receive on named channels. */
@NullMarked
package io.ipc4j.channel;

import org.jspecify.annotations.NullMarked;
