/** Regions: files in memory that processes map, with locks beside the data. */
@NullMarked
package io.ipc4j.shm.region;

import org.jspecify.annotations.NullMarked;
