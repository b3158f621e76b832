package io.ipc4j.channel;

/**
 * Counters of one sending handle since it was opened, each never decreasing. A snapshot read from
 * another thread may lag a little behind.
 *
 * @param sent messages the transport took
 * @param bytes payload bytes of those messages
 * @param backPressured attempts refused for lack of room
 * @param notConnected attempts refused for lack of a live receiver
 * @param dropped messages the channel's policy discarded
 * @param inDoubt messages sent whose receiver went away before it acknowledged them
 */
public record SenderStats(
    long sent, long bytes, long backPressured, long notConnected, long dropped, long inDoubt) {}
