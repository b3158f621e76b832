/** A leaderboard: typed records in a region, under a lock that outlives a crashing writer. */
@NullMarked
package io.ipc4j.examples.leaderboard;

import org.jspecify.annotations.NullMarked;
