package io.ipc4j.examples.chat;

/**
 * What only one person hears.
 *
 * @param number counts that person's whispers
 * @param time when the server took it, in milliseconds since 1970
 * @param from who whispered
 * @param text what
 */
record Whisper(long number, long time, String from, String text) {}
