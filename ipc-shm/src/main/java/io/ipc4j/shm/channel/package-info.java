/**
 * Channels over lanes: the control file where the ends of a channel meet, the ports for queues and
 * publish/subscribe, and links for request/reply.
 *
 * <pre>
 *   channels/NAME/control             agreement, receivers, who sleeps
 *   channels/NAME/lane-MEMBER-N       written by a sender, publisher or requester
 *   channels/NAME/back-MEMBER-N       replies to the requester of the lane with that name
 * </pre>
 */
@NullMarked
package io.ipc4j.shm.channel;

import org.jspecify.annotations.NullMarked;
