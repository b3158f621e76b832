package io.ipc4j.msg.tcp;

import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.msg.engine.Handshake;
import io.ipc4j.msg.engine.Rendezvous.Home;
import io.ipc4j.msg.wire.Hello;
import io.ipc4j.spi.Agreement;
import io.ipc4j.spi.Role;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An end of a channel that can be met at a {@link Port}. Safe for any thread. */
final class Seat {
  private final Hello ours;
  private final Mailbox mailbox;
  private final Set<Long> coming = ConcurrentHashMap.newKeySet();

  Seat(Hello ours, Mailbox mailbox) {
    this.ours = ours;
    this.mailbox = mailbox;
  }

  Hello ours() {
    return ours;
  }

  /** Whether a channel has one such end only. */
  boolean isSingle() {
    return isSingle(ours.agreement(), ours.role());
  }

  /** Whether a channel has one end with that role only. */
  static boolean isSingle(Agreement agreement, Role role) {
    return switch (agreement.pattern()) {
      case QUEUE -> role == Role.READER && agreement.receivers() == Receivers.SINGLE;
      case REQUEST_REPLY -> role == Role.RESPONDER;
      case PUBLISH_SUBSCRIBE -> false;
    };
  }

  /** Whether a newcomer does what this end needs. */
  boolean fits(Hello theirs) {
    return theirs.role() == Handshake.partner(ours.role());
  }

  /**
   * Whether this end has no link to a newcomer yet, and may have one.
   *
   * @throws IpcUsageException if there can be one link only, and another has it
   */
  boolean isFreeFor(Hello theirs) {
    Home home = mailbox.home();
    if (home == null || coming.contains(theirs.end()) || home.hasLinkTo(theirs.end())) {
      return false;
    }
    if (isSingle(ours.agreement(), theirs.role())) {
      String holder = home.linked();
      if (holder != null) {
        throw exists(theirs, holder);
      }
    }
    return true;
  }

  /** The error of a second receiver or responder. */
  static IpcUsageException exists(Hello wanted, String holder) {
    return new IpcUsageException(
        ErrorIds.RECEIVER_EXISTS,
        ErrorText.of("channel", wanted.channel())
            .problem(
                "has a %s already: %s"
                    .formatted(wanted.role() == Role.RESPONDER ? "responder" : "receiver", holder))
            .text());
  }

  /** Somebody is on the way to this end. */
  void expect(Hello theirs) {
    coming.add(theirs.end());
  }

  /** Takes who has agreed. */
  void take(Handshake handshake, Hello theirs) {
    mailbox.put(new Mailbox.News(handshake, theirs, null));
  }

  /** Whoever was on the way is here, or isn't coming. */
  void forget(@Nullable Hello theirs) {
    if (theirs != null) {
      coming.remove(theirs.end());
    }
  }
}
