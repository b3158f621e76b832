package io.ipc4j.tool;

import io.ipc4j.TransportInfo;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.spi.Trait;
import java.util.List;

/** Finds installed transports by name, and tells what they are for. */
public final class Installed {

  private Installed() {}

  /**
   * Finds a transport.
   *
   * @param name the name that was given with {@code --transport}
   * @param all those installed
   * @return the one of that name
   * @throws IpcConfigException if there is none
   */
  public static TransportInfo require(String name, List<TransportInfo> all) {
    List<String> names = all.stream().map(TransportInfo::name).toList();
    return all.stream()
        .filter(info -> info.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IpcConfigException(
                ErrorIds.UNKNOWN_TRANSPORT,
                ErrorText.of("ipc.transport", name)
                    .from("--transport")
                    .problem("not installed")
                    .list("Installed", names)
                    .didYouMean(name, names)
                    .text()));
  }

  /**
   * Tells whether only a parent and the children that it launches can talk over a transport.
   *
   * @param transport the transport
   * @return whether one side has to launch the other
   */
  public static boolean isForFamilies(TransportInfo transport) {
    return transport.traits().contains(Trait.CHILD_LAUNCHER)
        && !transport.traits().contains(Trait.RENDEZVOUS);
  }
}
