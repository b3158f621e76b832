/**
 * How the ends of a channel on one machine find each other: by names in a directory of the channel,
 * whatever it is that listens there.
 */
@NullMarked
package io.ipc4j.msg.meeting;

import org.jspecify.annotations.NullMarked;
