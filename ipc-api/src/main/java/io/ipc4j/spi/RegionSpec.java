package io.ipc4j.spi;

import io.ipc4j.region.Backing;

/**
 * Everything that a region is created or attached with, validated.
 *
 * @param name the region's name, valid as a file name
 * @param backing where its bytes live
 * @param guarded whether parts can be replaced all or nothing
 */
public record RegionSpec(String name, Backing backing, boolean guarded) {}
