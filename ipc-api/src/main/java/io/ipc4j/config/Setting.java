package io.ipc4j.config;

/**
 * One value as it was written, before it is known whether its key exists.
 *
 * @param key the key; for the environment, the variable's name
 * @param value the text
 * @param source where it was written
 */
public record Setting(String key, String value, ConfigSource source) {}
