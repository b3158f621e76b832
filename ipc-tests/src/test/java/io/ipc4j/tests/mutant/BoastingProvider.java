package io.ipc4j.tests.mutant;

import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.inproc.InprocProvider;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.util.EnumSet;
import java.util.Set;

/** The in-process transport, which declares a trait that it has not. */
public final class BoastingProvider implements TransportProvider {
  static final String NAME = "boasting";
  static final Mutation MUTATION =
      Mutation.ofOpening("O-7", "declared-is-refused", BoastingProvider::openOrRefuse);

  private final TransportProvider right = new InprocProvider();

  /** For the service loader. */
  public BoastingProvider() {}

  private static Endpoint openOrRefuse(Transport right, Side side) {
    if (side.spec().checksum() != ChecksumKind.NONE) {
      throw new IpcConfigException(ErrorIds.NOT_SUPPORTED, "checksum: it was only declared");
    }
    return Mutation.openRight(right, side);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "the in-process transport, declaring too much";
  }

  @Override
  public Set<Trait> traits() {
    Set<Trait> traits = EnumSet.of(Trait.CHECKSUM);
    traits.addAll(right.traits());
    return traits;
  }

  @Override
  public Availability availability() {
    return right.availability();
  }

  @Override
  public Transport open(TransportContext context) {
    return new MutantTransport(NAME, right, context, MUTATION);
  }
}
