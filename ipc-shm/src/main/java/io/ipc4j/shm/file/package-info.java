/**
 * Files that processes share: the directories that hold them, their common header, and the way they
 * come into being at one instant, complete.
 */
@NullMarked
package io.ipc4j.shm.file;

import org.jspecify.annotations.NullMarked;
