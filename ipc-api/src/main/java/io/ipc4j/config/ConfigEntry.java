package io.ipc4j.config;

import java.util.Optional;

/**
 * One line of an explained configuration.
 *
 * @param name the key's name; for a channel or region with its name in place, or with the
 *     placeholder where it shows what holds for all others
 * @param key the key, which has default, allowed values, unit and meaning
 * @param value the value that holds, as written, or empty if there is none
 * @param source where the value came from
 */
public record ConfigEntry(
    String name, ConfigKey<?> key, Optional<String> value, ConfigSource source) {}
