package io.ipc4j;

import io.ipc4j.channel.Pattern;
import io.ipc4j.spi.Role;

/**
 * How much one end of a channel would reserve.
 *
 * @param channel the channel's name, or {@code NAME} for those that have no value of their own
 * @param transport the transport that would carry it
 * @param pattern how the channel would be used
 * @param role what the end would do
 * @param bytes of memory, or of space on a disk, that are reserved when the end is opened, for each
 *     link that it writes to if it has several
 */
public record Footprint(String channel, String transport, Pattern pattern, Role role, long bytes) {}
