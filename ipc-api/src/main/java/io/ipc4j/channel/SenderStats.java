package io.ipc4j.channel;

/**
 * Counters of one sending handle since it was opened. A snapshot read from another thread may lag a
 * little behind. They never decrease, except {@code inDoubt} where messages are acknowledged: what
 * is sent again is in doubt no more.
 *
 * @param sent messages the transport took
 * @param bytes payload bytes of those messages
 * @param backPressured attempts refused for lack of room
 * @param notConnected attempts refused for lack of a live receiver
 * @param dropped messages the channel's policy discarded
 * @param inDoubt messages sent whose receiver went away before it acknowledged them, and that no
 *     other one has got so far; after closing, also those that were not on their way to their
 *     receiver when {@code ipc.linger} was over
 * @param redelivered messages sent again, because their receiver went away before it acknowledged
 *     them
 */
public record SenderStats(
    long sent,
    long bytes,
    long backPressured,
    long notConnected,
    long dropped,
    long inDoubt,
    long redelivered) {}
