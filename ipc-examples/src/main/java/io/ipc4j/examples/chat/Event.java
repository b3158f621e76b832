package io.ipc4j.examples.chat;

import io.ipc4j.channel.Message;
import org.jspecify.annotations.Nullable;

/** What a client's thread waits for. */
sealed interface Event {
  /** A line was typed. */
  record Entered(String text) implements Event {}

  /** Nothing more will be typed. */
  record EndOfInput() implements Event {}

  /** The process is asked to end. */
  record Stop() implements Event {}

  /** A line was published, in the room of which this is the n-th visit. */
  record Heard(int visit, Line line) implements Event {}

  /** From now on what is published is heard. */
  record Hears(int visit) implements Event {}

  /** A request has come to its end: with a reply or, if that is null, without. */
  record Answered(int connection, Request request, @Nullable Message reply, @Nullable Throwable why)
      implements Event {}
}
