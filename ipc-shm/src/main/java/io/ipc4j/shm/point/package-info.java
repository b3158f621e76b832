/** Names of the places where a process may die between two effects that others can see. */
@NullMarked
package io.ipc4j.shm.point;

import org.jspecify.annotations.NullMarked;
