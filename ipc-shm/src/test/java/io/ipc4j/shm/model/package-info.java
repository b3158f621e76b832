/**
 * A small model checker for the lane: the real writer and readers over a memory whose every access
 * is a step, in all orders, with death at every step.
 *
 * <p>The memory model: loads take place in order; a store becomes visible at any later time, also
 * before an earlier store to another word, unless it is a release, which waits for all stores
 * before it; an actor sees its own stores at once; atomic changes and barriers make stores visible.
 * What isn't modelled is a load that is late, after a store that follows it.
 *
 * <p>States that have the same future are visited once, so that waiting in a loop is finite, and a
 * state from which no end can be reached is a defect. Other checkers search the interleavings of
 * calls on one object in one process; here a process may end between any two accesses and another
 * one takes its place, which is why this one was written.
 */
@NullMarked
package io.ipc4j.shm.model;

import org.jspecify.annotations.NullMarked;
