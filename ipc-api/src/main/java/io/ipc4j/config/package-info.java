/**
 * Configuration: typed, documented keys, and values that know where they came from.
 *
 * <p>A value is taken from the first of: builder, system property, environment, file, default.
 * {@link io.ipc4j.config.IpcConfig} holds what was written, {@link io.ipc4j.config.ResolvedConfig}
 * what it means once it is checked against the {@link io.ipc4j.config.ConfigKey keys} of the
 * framework and of the installed transports. Nothing is ignored and nothing is adjusted: an unknown
 * key or a value out of range is an {@link io.ipc4j.error.IpcConfigException}.
 */
@NullMarked
package io.ipc4j.config;

import org.jspecify.annotations.NullMarked;
