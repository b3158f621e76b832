package io.ipc4j.spi;

import io.ipc4j.Leftover;
import io.ipc4j.config.ConfigKey;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The one class by which a transport module is found: by {@link java.util.ServiceLoader}, on the
 * class path and on the module path.
 *
 * <p>The constructor, {@link #name}, {@link #traits} and {@link #keys} do no native work and never
 * fail; what is missing is told by {@link #availability}.
 */
public interface TransportProvider {
  /**
   * The name by which configuration chooses the transport.
   *
   * @return lower-case letters, digits and hyphens
   */
  String name();

  /**
   * What carries the messages.
   *
   * @return one line for people
   */
  String description();

  /**
   * What the transport can do beyond what is owed.
   *
   * @return the declared traits
   */
  Set<Trait> traits();

  /**
   * The configuration keys that the transport understands beyond the common ones.
   *
   * @return keys that start with {@code ipc.NAME.}, NAME being the {@linkplain #name name}
   */
  default List<ConfigKey<?>> keys() {
    return List.of();
  }

  /**
   * Whether the transport can work here. Cheap; may be called often.
   *
   * @return yes, or why not
   */
  Availability availability();

  /**
   * Removes what the dead left behind and nobody alive uses or can still receive. Does not open the
   * transport; may be called by many processes at once.
   *
   * @param context says which namespace, and where
   * @param allNamespaces whether to look into all namespaces there
   * @return what was found; nothing from a transport that never leaves anything
   */
  default List<Leftover> clean(TransportContext context, boolean allNamespaces) {
    return List.of();
  }

  /**
   * How much memory, or space on a disk, one end of a channel reserves when it is opened, whatever
   * is sent then. Does not open the transport.
   *
   * @param channel what the end would be opened with
   * @param role what the end would do
   * @return bytes, for each link that it writes to if it has several; empty if that isn't known
   */
  default OptionalLong footprint(ChannelSpec channel, Role role) {
    return OptionalLong.empty();
  }

  /**
   * Opens the transport for one session.
   *
   * @param context what the session gives to the transport
   * @return the transport, owned and closed by the session
   */
  Transport open(TransportContext context);
}
