package io.ipc4j.region;

/**
 * What is known of a region without attaching to it.
 *
 * @param name its name
 * @param transport the transport that holds it
 * @param size its size in bytes
 * @param attached how many live sessions have it attached, -1 where the transport can't tell
 */
public record RegionInfo(String name, String transport, long size, int attached) {}
