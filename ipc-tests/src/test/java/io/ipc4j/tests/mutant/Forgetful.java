package io.ipc4j.tests.mutant;

import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import java.util.List;

/** Takes no notice of new links once some have ended. */
final class Forgetful extends WrappedEndpoint {
  private final int most;
  private int ended;

  /** Makes one that forgets after so many have ended. */
  Forgetful(Endpoint inner, int most) {
    super(inner);
    this.most = most;
  }

  @Override
  public synchronized List<Link> links() {
    List<Link> links = super.links();
    return ended < most
        ? links
        : links.stream().filter(link -> link.state() != Link.State.UP).toList();
  }

  @Override
  public synchronized void release(Link link) {
    ended++;
    super.release(link);
  }
}
