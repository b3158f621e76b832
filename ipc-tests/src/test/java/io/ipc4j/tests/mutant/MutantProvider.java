package io.ipc4j.tests.mutant;

import io.ipc4j.config.ConfigKey;
import io.ipc4j.inproc.InprocProvider;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.Trait;
import io.ipc4j.spi.Transport;
import io.ipc4j.spi.TransportContext;
import io.ipc4j.spi.TransportProvider;
import java.util.List;
import java.util.Set;

/** The in-process transport with one mutation, which the configuration names. */
public final class MutantProvider implements TransportProvider {
  static final String NAME = "mutant";
  static final ConfigKey<String> BREAKS =
      ConfigKey.name("ipc.mutant.breaks", "The name of the mutation.").required();

  private final TransportProvider right = new InprocProvider();

  /** For the service loader. */
  public MutantProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "the in-process transport, wrong in one way";
  }

  @Override
  public Set<Trait> traits() {
    return right.traits();
  }

  @Override
  public List<ConfigKey<?>> keys() {
    return List.of(BREAKS);
  }

  @Override
  public Availability availability() {
    return right.availability();
  }

  @Override
  public Transport open(TransportContext context) {
    Mutation mutation = Mutations.named(context.config().get(BREAKS));
    return new MutantTransport(NAME, right, context, mutation);
  }
}
