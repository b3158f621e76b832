package io.ipc4j.tests.mutant;

import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.RegionStore;
import io.ipc4j.spi.Role;
import io.ipc4j.spi.Transport;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * One way of breaking one rule.
 *
 * @param rule the rule that it breaks, and no other
 * @param name what it does
 * @param opening how it opens an end of a channel
 * @param regions how it changes the regions
 */
record Mutation(String rule, String name, Opening opening, UnaryOperator<RegionStore> regions) {

  /** Opens an end of a channel over the transport that is right. */
  interface Opening {
    Endpoint open(Transport right, Side side);
  }

  /** Makes a link of a mutant. */
  interface LinkChange {
    /** The index counts the links of the endpoint from 1. */
    Link change(Link inner, Side side, int index);
  }

  /** Opens an end as it should be. */
  static Endpoint openRight(Transport right, Side side) {
    ChannelSpec spec = side.spec();
    Role role = side.role();
    return side.listens() ? right.listen(spec, role) : right.connect(spec, role);
  }

  /** Changes how ends are opened. */
  static Mutation ofOpening(String rule, String name, Opening opening) {
    return new Mutation(rule, name, opening, store -> store);
  }

  /** Changes what ends do. */
  static Mutation ofEndpoints(
      String rule, String name, BiFunction<Endpoint, Side, Endpoint> change) {
    return ofOpening(rule, name, (right, side) -> change.apply(openRight(right, side), side));
  }

  /** Changes what links do. */
  static Mutation ofLinks(String rule, String name, LinkChange change) {
    return ofEndpoints(
        rule,
        name,
        (endpoint, side) ->
            new WrappedEndpoint(endpoint, (link, index) -> change.change(link, side, index)));
  }

  /** Changes what regions do. */
  static Mutation ofRegions(String rule, String name, UnaryOperator<RegionStore> change) {
    return new Mutation(rule, name, Mutation::openRight, change);
  }

  /** Whether it is about what late subscribers get. */
  boolean concernsHistory() {
    return rule.equals("B-10") || rule.equals("B-11");
  }

  @Override
  public String toString() {
    return rule + " " + name;
  }
}
