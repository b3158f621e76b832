package io.ipc4j.tests.mutant;

import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import java.util.ArrayList;
import java.util.List;

/** Takes no notice of new links once some have ended. */
final class Forgetful extends WrappedEndpoint {
  private final int most;
  private final List<Link> noticed = new ArrayList<>();

  /** Makes one that takes no notice after so many have ended. */
  Forgetful(Endpoint inner, int most) {
    super(inner);
    this.most = most;
  }

  @Override
  public synchronized List<Link> links() {
    List<Link> links = super.links();
    for (Link link : links) {
      long ended = noticed.stream().filter(one -> one.state() != Link.State.UP).count();
      if (ended < most && !noticed.contains(link)) {
        noticed.add(link);
      }
    }
    return links.stream().filter(noticed::contains).toList();
  }
}
