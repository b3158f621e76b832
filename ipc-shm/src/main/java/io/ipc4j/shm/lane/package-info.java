/**
 * The lane: a ring of variable-length records with one writer and one or more readers, each with a
 * cursor of its own.
 *
 * <pre>
 *   LaneWriter --[PUBLISH]--&gt; record header --&gt; LaneReader (slot 0)
 *              &lt;--[ROOM]----- cursor of slot    LaneReader (slot 1) ...
 * </pre>
 *
 * <p>{@link io.ipc4j.shm.lane.LaneMemory} names every access to shared memory that the algorithm
 * makes; {@link io.ipc4j.shm.lane.LaneLayout} is its form on a mapped file and the only place that
 * knows offsets and access modes.
 */
@NullMarked
package io.ipc4j.shm.lane;

import org.jspecify.annotations.NullMarked;
