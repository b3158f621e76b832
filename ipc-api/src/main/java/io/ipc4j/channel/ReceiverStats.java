package io.ipc4j.channel;

/**
 * Counters of one receiving handle since it was opened, each never decreasing. A snapshot read from
 * another thread may lag a little behind.
 *
 * @param received messages handed to the application
 * @param bytes payload bytes of those messages
 * @param lost messages reported as gaps
 * @param incomplete messages whose sender went away in the middle of them; never handed out
 * @param redelivered messages handed out that a receiver may have handled before
 * @param linksUp links that came up
 * @param linksClosed links whose sender closed in order
 * @param linksLost links whose sender died or was cut off
 */
public record ReceiverStats(
    long received,
    long bytes,
    long lost,
    long incomplete,
    long redelivered,
    long linksUp,
    long linksClosed,
    long linksLost) {}
