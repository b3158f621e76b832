package io.ipc4j.tests.mutant;

import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Gate;
import io.ipc4j.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** An endpoint that does what another one does; mutants override what they break. */
class WrappedEndpoint implements Endpoint {
  /** Makes a link of a mutant. */
  interface LinkChange {
    /** The index counts the links of the endpoint from 1. */
    Link change(Link inner, int index);
  }

  final Endpoint inner;
  private final LinkChange change;
  private final Map<Link, Link> byInner = new IdentityHashMap<>();
  private int count;

  WrappedEndpoint(Endpoint inner, LinkChange change) {
    this.inner = inner;
    this.change = change;
  }

  WrappedEndpoint(Endpoint inner) {
    this(inner, (link, index) -> link);
  }

  @Override
  public void service() {
    inner.service();
  }

  @Override
  public int generation() {
    return inner.generation();
  }

  @Override
  public synchronized List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (Link link : inner.links()) {
      Link known = byInner.get(link);
      if (known == null) {
        count++;
        known = change.change(link, count);
        byInner.put(link, known);
      }
      links.add(known);
    }
    return links;
  }

  @Override
  public synchronized void release(Link link) {
    inner.release(link instanceof WrappedLink wrapped ? wrapped.inner : link);
  }

  @Override
  public Gate gate() {
    return inner.gate();
  }

  @Override
  public void close(Duration linger) {
    inner.close(linger);
  }
}
