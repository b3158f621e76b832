package io.ipc4j.msg.tcp;

import io.ipc4j.error.IpcException;
import io.ipc4j.msg.engine.ByteStream;
import io.ipc4j.msg.engine.Handshake;
import io.ipc4j.msg.engine.Rendezvous;
import io.ipc4j.msg.engine.Source;
import io.ipc4j.msg.wire.Hello;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Meets others at addresses: has a seat at one, or dials those of others. The {@link Doorkeeper}
 * does the work; what comes of it is fetched here.
 *
 * <p>Where there may be many ends at one address, each dialing end keeps one connection more than
 * it has links: it waits there for the next end that opens.
 */
final class TcpRendezvous implements Rendezvous {
  private static final long FAR = TimeUnit.HOURS.toNanos(10);

  private final Doorkeeper doorkeeper;
  private final Hello ours;
  private final TcpSettings settings;
  private final @Nullable Tls tls;
  private final Mailbox mailbox;
  private final @Nullable Seat seat;
  private final @Nullable Port port;
  private final List<Target> targets;
  private boolean satisfied;

  /** An end that listens. */
  TcpRendezvous(
      Doorkeeper doorkeeper,
      Hello ours,
      TcpSettings settings,
      Mailbox mailbox,
      Seat seat,
      Port port) {
    this.doorkeeper = doorkeeper;
    this.ours = ours;
    this.settings = settings;
    this.tls = null;
    this.mailbox = mailbox;
    this.seat = seat;
    this.port = port;
    this.targets = List.of();
  }

  /** An end that dials. */
  TcpRendezvous(
      Doorkeeper doorkeeper,
      Hello ours,
      TcpSettings settings,
      @Nullable Tls tls,
      List<Target> targets) {
    this.doorkeeper = doorkeeper;
    this.ours = ours;
    this.settings = settings;
    this.tls = tls;
    this.mailbox = new Mailbox();
    this.seat = null;
    this.port = null;
    this.targets = targets;
  }

  @Override
  public void start(Home home) {
    mailbox.open(home);
    if (seat != null) {
      doorkeeper.reconsider();
    }
  }

  @Override
  public void seek(long now, Newcomers newcomers) {
    boolean came = false;
    for (Mailbox.News news = mailbox.take(); news != null; news = mailbox.take()) {
      fetch(news, now, newcomers);
      came = true;
    }
    if (seat != null && !came) {
      doorkeeper.reconsider(); // a link may have ended, and its place be free
    }
    boolean single = Seat.isSingle(ours.agreement(), Handshake.partner(ours.role()));
    satisfied = single && targets.stream().anyMatch(t -> newcomers.has(t.at().toString()));
    boolean alone = single && targets.size() > 1;
    for (Target target : targets) {
      boolean busy =
          alone ? targets.stream().anyMatch(t -> t.visit() != null) : target.visit() != null;
      if (!satisfied && !busy && now - target.next() >= 0) {
        dial(target, !alone, now);
      }
    }
  }

  private void fetch(Mailbox.News news, long now, Newcomers newcomers) {
    Handshake handshake = news.handshake();
    Hello theirs = news.theirs();
    Target target = target(handshake.target());
    if (theirs != null) {
      if (target != null) {
        target.succeeded();
      }
      newcomers.agreed(handshake.stream(), handshake.inbox(), theirs, handshake.target());
      if (seat != null) {
        seat.forget(theirs);
      }
    } else if (target != null && news.why() != null) {
      target.failed(Visit.text(news.why()), news.why() instanceof IpcException, now);
      if (news.why() instanceof IpcException why) {
        newcomers.refused(why);
      }
    }
  }

  private @Nullable Target target(@Nullable String name) {
    for (Target target : targets) {
      if (target.at().toString().equals(name)) {
        return target;
      }
    }
    return null;
  }

  private void dial(Target target, boolean patient, long now) {
    try {
      TcpStream tcp = TcpStream.dial(target.address(), settings);
      ByteStream stream = tls == null ? tcp : tls.client(tcp, target.at());
      long deadline = now + settings.handshakeTimeout().toNanos();
      Handshake handshake = new Handshake(stream, ours, target.at().toString(), deadline);
      Visit visit = new Visit(tcp, handshake, patient, new Caller());
      target.dials(visit);
      doorkeeper.take(visit);
    } catch (IOException e) {
      target.failed(Visit.text(e), false, now);
    }
  }

  /** Passes on what comes of a call. */
  private final class Caller implements Visit.Host {
    @Override
    public void agreed(Visit visit, Hello theirs) {
      mailbox.put(new Mailbox.News(visit.handshake(), theirs, null));
    }

    @Override
    public void failed(Visit visit, Exception why) {
      mailbox.put(new Mailbox.News(visit.handshake(), null, why));
    }
  }

  @Override
  public long due(long now) {
    long next = now + FAR;
    for (Target target : targets) {
      if (!satisfied && target.visit() == null) {
        next = now + Math.min(next - now, Math.max(0, target.next() - now));
      }
    }
    return next;
  }

  @Override
  public void succeeded(String target) {}

  @Override
  public void failed(String name, long now) {
    Target target = target(name);
    if (target != null) {
      target.failed("the connection ended", false, now);
    }
  }

  @Override
  public Optional<Source> acceptor() {
    return Optional.empty();
  }

  /** Where the end listens or dials, and why nobody is reached; any thread. */
  String describe() {
    return port != null
        ? "listening at " + HostPort.text(port.address())
        : targets.stream().map(Target::describe).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    mailbox.close();
    for (Target target : targets) {
      Visit visit = target.visit();
      if (visit != null) {
        doorkeeper.dismiss(visit);
      }
    }
    if (seat != null && port != null) {
      doorkeeper.unseat(port, seat);
    }
  }
}
