package io.ipc4j.shm.model;

/** A step of the algorithm that is left out, moved or weakened. */
enum Mutant {
  NONE,
  /** The header behind a record isn't emptied before the record is published. */
  NO_CLEAR,
  /** The header behind a record is emptied after the record was published. */
  CLEAR_AFTER_PUBLISH,
  /** A header may become visible before its payload. */
  PLAIN_PUBLISH,
  /** A reader stores how far it has got without the mark of a record that is being delivered. */
  NO_MARK,
  /** A reader gives room back before it says that it has taken what was there. */
  CURSOR_BEFORE_TAKEN,
  /** A reader gives the room of a record back when it begins to read it. */
  CURSOR_BEFORE_READ,
  /** A writer lends the chunk of a record again while that is being delivered. */
  LENT_WHILE_READ,
  /** A reader doesn't store that a record is being delivered before it is. */
  NO_TAKEN,
  /** A writer takes the ring for larger than it is by one header. */
  NO_ROOM_FOR_HEADER,
  /** Who is about to sleep executes no barrier. */
  NO_BARRIER,
  /** Who is about to sleep doesn't look again. */
  NO_SECOND_LOOK,
  /** A writer doesn't look who sleeps. */
  NO_LOOK_AT_SLEEPERS,
  /** A reader doesn't look whether the writer waits for room. */
  NO_LOOK_AT_WANT,
  /** A reader takes a lane for empty before it takes it for ended. */
  EMPTY_BEFORE_ENDED,
  /** A publisher admits a subscriber before it stores where it begins. */
  ADMITTED_BEFORE_START,
  /** A publisher forgets the subscribers that are dead. */
  NO_DISMISSAL
}
