package io.ipc4j;

/**
 * Something that processes which ended without closing left behind, as {@link Ipc#clean()} found
 * it.
 *
 * @param transport whose it is
 * @param path where it is, or was
 * @param removed whether it was removed
 * @param reason why it is a leftover or, if it was not removed, why it stays
 */
public record Leftover(String transport, String path, boolean removed, String reason) {}
