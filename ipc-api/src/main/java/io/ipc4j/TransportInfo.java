package io.ipc4j;

import io.ipc4j.spi.Trait;
import java.util.Set;

/**
 * A transport that was found.
 *
 * @param name the name by which configuration chooses it
 * @param description what carries the messages
 * @param module the module, or the jar or folder, that it comes from
 * @param traits what it can do beyond what all can
 * @param available whether it can work here
 * @param reason why it can't; empty if it can
 */
public record TransportInfo(
    String name,
    String description,
    String module,
    Set<Trait> traits,
    boolean available,
    String reason) {}
