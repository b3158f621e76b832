package io.ipc4j.tool.demo;

import org.jspecify.annotations.Nullable;

/**
 * What the demo saw of a region that several processes changed under its lock.
 *
 * @param transport the transport that holds the region
 * @param processes how many processes added
 * @param expected the sum of their additions
 * @param found the number in the region at the end
 * @param failure what went wrong, or null
 */
record RegionResult(
    String transport, int processes, long expected, long found, @Nullable String failure) {

  boolean ok() {
    return failure == null && expected == found;
  }
}
