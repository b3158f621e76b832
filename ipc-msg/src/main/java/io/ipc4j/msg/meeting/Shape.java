package io.ipc4j.msg.meeting;

import io.ipc4j.channel.Pattern;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Role;
import java.util.Locale;

/**
 * Who meets whom on a channel, each with names of its own; a name without hyphen is for one end.
 */
enum Shape {
  QUEUE("in", "out-"),
  COMPETING("take-", "give-"),
  PUBLISH_SUBSCRIBE("sub-", "pub-"),
  REQUEST_REPLY("reply", "ask-");

  private final String receiving;
  private final String sending;

  Shape(String receiving, String sending) {
    this.receiving = receiving;
    this.sending = sending;
  }

  static Shape of(ChannelSpec spec) {
    return switch (spec.pattern()) {
      case QUEUE -> spec.hasManyReceivers() ? COMPETING : QUEUE;
      case PUBLISH_SUBSCRIBE -> PUBLISH_SUBSCRIBE;
      case REQUEST_REPLY -> REQUEST_REPLY;
    };
  }

  /** The shape to which a name or a kind of names belongs. */
  static Shape ofName(String name) {
    for (Shape shape : values()) {
      if (shape.has(name)) {
        return shape;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** Whether it is the name of an end. */
  static boolean isName(String name) {
    for (Shape shape : values()) {
      if (shape.has(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean has(String name) {
    return name.startsWith(sending)
        || (isSingle(receiving) ? name.equals(receiving) : name.startsWith(receiving));
  }

  /** The name, or the beginning of the names, under which an end listens. */
  String kind(Role role) {
    return role == Role.WRITER || role == Role.REQUESTER ? sending : receiving;
  }

  /** The kind that an end looks for. */
  String wanted(Role role) {
    return role == Role.WRITER || role == Role.REQUESTER ? receiving : sending;
  }

  /** Whether there can be one end of that kind only. */
  static boolean isSingle(String kind) {
    return !kind.endsWith("-");
  }

  /** Such as {@code publish-subscribe}. */
  String text() {
    Pattern pattern = this == COMPETING ? Pattern.QUEUE : Pattern.valueOf(name());
    String word = pattern.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return this == COMPETING ? word + " with competing receivers" : word;
  }
}
