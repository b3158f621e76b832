package io.ipc4j.examples.chat;

import io.ipc4j.channel.PeerInfo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One person, as the server knows them. Belongs to the server's thread. */
final class Member {
  /** How many whispers wait for a person at most. */
  static final int MAILBOX = 100;

  final long ticket;
  String name;
  Room room;

  /** Over which link the person came, and since when that link is gone, 0 while it is there. */
  PeerInfo peer;

  long goneSince;

  private long lastNumber;
  private @Nullable Reply lastReply;
  private final Deque<Whisper> mailbox = new ArrayDeque<>();
  private long whispers;

  Member(long ticket, String name, Room room, PeerInfo peer) {
    this.ticket = ticket;
    this.name = name;
    this.room = room;
    this.peer = peer;
  }

  /** What was answered to this number already, or null if it is new. */
  @Nullable Reply answered(long number) {
    return number == lastNumber ? lastReply : null;
  }

  void remember(long number, Reply reply) {
    lastNumber = number;
    lastReply = reply;
  }

  /** Puts a whisper into the mailbox, unless that is full. */
  boolean whisper(long time, String from, String text) {
    if (mailbox.size() == MAILBOX) {
      return false;
    }
    mailbox.add(new Whisper(++whispers, time, from, text));
    return true;
  }

  /** The whispers after number {@code heard}; those up to it are thrown away. */
  List<Whisper> whispers(long heard) {
    mailbox.removeIf(whisper -> whisper.number() <= heard);
    return List.copyOf(mailbox);
  }
}
