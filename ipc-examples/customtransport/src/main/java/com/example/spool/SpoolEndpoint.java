package com.example.spool;

import com.example.spool.ChannelDirectory.Content;
import com.example.spool.ChannelDirectory.LinkName;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.NapGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel: a locked file in the channel's directory, and the links that it finds or
 * makes there.
 *
 * <p><i>State:</i> what a look at the directory changes is guarded by {@code lock}, so that any
 * thread may cause one; the owner reads the generation first and then the links. <i>Ordering:</i>
 * an end shows itself before it looks for others, so that of two that come at the same time one
 * sees the other; one that closes marks its links before it vanishes. <i>If the process dies
 * here:</i> its file is unlocked, and others remove what is left.
 */
@SuppressWarnings("ReferenceEquality") // a link is itself, whatever it contains
final class SpoolEndpoint implements Endpoint {
  private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long ASK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);

  private final ChannelDirectory directory;
  private final ChannelSpec spec;
  private final Card card;
  private final String id = UUID.randomUUID().toString();
  private final @Nullable Presence onlyReceiver;
  private final Presence presence;
  private final NapGate gate;
  private final ReentrantLock lock = new ReentrantLock();

  /** The ends that live, by id. */
  private final Map<String, Card> others = new HashMap<>();

  /** The ids of ends that there was or is a link with; there is never a second one. */
  private final Set<String> met = new HashSet<>();

  private final AtomicInteger generation = new AtomicInteger();
  private volatile List<SpoolLink> links = List.of();
  private volatile long lastLook;
  private long lastAsked;
  private boolean closed;

  private SpoolEndpoint(
      ChannelDirectory directory,
      ChannelSpec spec,
      Card card,
      Duration nap,
      @Nullable Presence onlyReceiver) {
    this.directory = directory;
    this.spec = spec;
    this.card = card;
    this.gate = new NapGate(nap.toNanos());
    this.onlyReceiver = onlyReceiver;
    this.presence = Objects.requireNonNull(Presence.claim(directory.lock(id)), "a new id");
    this.lastAsked = System.nanoTime();
  }

  // --- opening ---

  static SpoolEndpoint open(Path path, ChannelSpec spec, Card card, Duration nap) {
    ChannelDirectory directory = new ChannelDirectory(path);
    directory.clean();
    Presence onlyReceiver = card.isExclusive() ? claimReceiver(directory, spec, card) : null;
    SpoolEndpoint endpoint;
    try {
      endpoint = new SpoolEndpoint(directory, spec, card, nap, onlyReceiver);
    } catch (RuntimeException e) {
      release(onlyReceiver);
      throw e;
    }
    try {
      directory.announce(endpoint.id, card);
      endpoint.requireAgreement();
      endpoint.look(System.nanoTime());
      return endpoint;
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  private static void release(@Nullable Presence presence) {
    if (presence != null) {
      presence.close();
    }
  }

  private static Presence claimReceiver(ChannelDirectory directory, ChannelSpec spec, Card card) {
    Presence claimed = Presence.claim(directory.receiverLock());
    if (claimed != null) {
      return claimed;
    }
    throw new IpcUsageException(
        ErrorIds.RECEIVER_EXISTS,
        ErrorText.of("channel", spec.name())
            .problem("it has a receiver already: " + holder(directory, card))
            .remedy("Close that one first")
            .toString());
  }

  private static String holder(ChannelDirectory directory, Card card) {
    return directory.list().ends().stream()
        .flatMap(other -> Stream.ofNullable(directory.card(other)))
        .filter(found -> found.role() == card.role())
        .map(Card::session)
        .findFirst()
        .orElse("one that opens or closes just now");
  }

  private void requireAgreement() {
    for (String other : directory.list().ends()) {
      Card found = other.equals(id) ? null : directory.card(other);
      if (found != null) {
        card.agreement()
            .requireSame(found.agreement(), spec.name(), card.session(), found.session());
      }
    }
  }

  // --- looking ---

  @Override
  public void service() {
    long now = System.nanoTime();
    if (now - lastLook >= LOOK_EVERY && lock.tryLock()) {
      try {
        if (!closed) {
          look(now);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void look(long now) {
    lastLook = now;
    Content content = directory.list();
    updateOthers(content, now);
    for (SpoolLink link : links) {
      if (link.update(others.containsKey(link.peerId()))) {
        generation.incrementAndGet();
      }
    }
    for (LinkName name : content.links()) {
      accept(name);
    }
    if (!card.listens()) {
      others.forEach(this::connect);
    }
  }

  /** Learns who has come, forgets who has left, and asks now and then who has died. */
  private void updateOthers(Content content, long now) {
    others.keySet().retainAll(content.ends());
    if (now - lastAsked >= ASK_EVERY) {
      lastAsked = now;
      if (others.keySet().removeIf(other -> !directory.lives(other))) {
        directory.clean();
      }
      met.removeIf(other -> !others.containsKey(other) && !isLinkedWith(other, content));
    }
    for (String other : content.ends()) {
      if (!other.equals(id) && !others.containsKey(other)) {
        Card found = directory.card(other);
        if (found != null) {
          others.put(other, found);
        }
      }
    }
  }

  /** Also while the directory of a link that was released is being removed. */
  private boolean isLinkedWith(String other, Content content) {
    return links.stream().anyMatch(link -> link.peerId().equals(other))
        || content.links().stream().anyMatch(name -> name.isOf(id) && name.isOf(other));
  }

  private void accept(LinkName name) {
    if (name.isOf(id) && met.add(name.other(id))) {
      add(name);
    }
  }

  private void connect(String other, Card found) {
    if (!card.meets(found) || !met.add(other)) {
      return;
    }
    LinkName name = new LinkName(id, other);
    SpoolLink.make(directory.link(name));
    if (directory.end(other).toFile().exists()) {
      add(name);
    } else { // it closed meanwhile, perhaps without seeing the link
      SpoolFiles.delete(directory.link(name));
    }
  }

  private void add(LinkName name) {
    String other = name.other(id);
    Card found = others.get(other);
    String peer = found == null ? other : found.session();
    List<SpoolLink> more = new ArrayList<>(links);
    more.add(new SpoolLink(directory.link(name), other, peer, card.listens(), spec.capacity()));
    links = List.copyOf(more);
    generation.incrementAndGet();
  }

  // --- Endpoint ---

  @Override
  public int generation() {
    return generation.get();
  }

  @Override
  public List<Link> links() {
    service(); // so that who only asks whether somebody is there gets an answer of now
    return List.copyOf(links);
  }

  @Override
  public void release(Link link) {
    lock.lock();
    try {
      links = links.stream().filter(kept -> kept != link).toList();
      generation.incrementAndGet();
    } finally {
      lock.unlock();
    }
    ((SpoolLink) link).remove();
  }

  @Override
  public Gate gate() {
    return gate;
  }

  /** {@inheritDoc} Never waits: what was sent lies in the directory until the peer has taken it. */
  @Override
  public void close(Duration linger) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      links.forEach(SpoolLink::markClosed);
      SpoolFiles.delete(directory.end(id));
      presence.leave();
      release(onlyReceiver);
      directory.list().links().forEach(this::accept); // made for this end while it closed
      for (SpoolLink link : links) {
        link.markClosed();
        link.update(directory.lives(link.peerId()));
        if (link.state() != Link.State.UP) {
          link.remove();
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
