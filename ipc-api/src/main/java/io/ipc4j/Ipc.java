package io.ipc4j;

import io.ipc4j.channel.Codec;
import io.ipc4j.channel.Publisher;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.Sender;
import io.ipc4j.channel.Subscriber;
import io.ipc4j.channel.TypedReceiver;
import io.ipc4j.channel.TypedSender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.internal.Session;
import io.ipc4j.region.Regions;
import java.util.List;

/**
 * A session: opens channels and regions over the transport that the configuration names, and owns
 * all that it opened.
 *
 * <p>Opening a session validates its configuration; transports are opened when the first channel or
 * region needs them. All methods are safe for any thread and none waits for another process. Each
 * call that opens a channel end returns a new handle and a new link.
 *
 * <p>Names of channels and regions are 1 to 64 letters, digits, dots, hyphens and underscores, and
 * begin with a letter or digit.
 */
public interface Ipc extends AutoCloseable {
  /**
   * Opens a session configured by system properties, environment and {@code ./ipc.properties}.
   *
   * @return the session
   * @throws io.ipc4j.error.IpcConfigException if the configuration is not valid
   */
  static Ipc open() {
    return open(IpcConfig.load());
  }

  /**
   * Opens a session.
   *
   * @param config its configuration
   * @return the session
   * @throws io.ipc4j.error.IpcConfigException if the configuration is not valid
   */
  static Ipc open(IpcConfig config) {
    return Session.open(config, Session.defaultLoader());
  }

  /**
   * Opens a session that finds its transports through a class loader: for embedders and plug-ins.
   *
   * @param config its configuration
   * @param loader where the transports' providers are looked for
   * @return the session
   * @throws io.ipc4j.error.IpcConfigException if the configuration is not valid
   */
  static Ipc open(IpcConfig config, ClassLoader loader) {
    return Session.open(config, loader);
  }

  /**
   * The transports that can be found, usable here or not.
   *
   * @return sorted by name
   * @throws io.ipc4j.error.IpcConfigException if two have the same name
   */
  static List<TransportInfo> installed() {
    return Session.installed(Session.defaultLoader());
  }

  /**
   * Opens the sending end of a queue.
   *
   * @param channel the channel's name
   * @return a new sender; nobody needs to receive yet
   */
  Sender sender(String channel);

  /**
   * Opens the receiving end of a queue.
   *
   * @param channel the channel's name
   * @return a new receiver; nobody needs to send yet
   * @throws io.ipc4j.error.IpcUsageException if the queue has a living receiver already; it is
   *     named
   */
  Receiver receiver(String channel);

  /**
   * Opens a publishing end.
   *
   * @param channel the channel's name
   * @return a new publisher
   */
  Publisher publisher(String channel);

  /**
   * Opens a subscribing end.
   *
   * @param channel the channel's name
   * @return a new subscriber
   */
  Subscriber subscriber(String channel);

  /**
   * Opens the asking end of a request/reply channel.
   *
   * @param channel the channel's name
   * @return a new requester
   */
  Requester requester(String channel);

  /**
   * Opens the answering end of a request/reply channel.
   *
   * @param channel the channel's name
   * @return a new responder
   */
  Responder responder(String channel);

  /**
   * Opens the sending end of a queue of values.
   *
   * @param channel the channel's name
   * @param codec turns values into bytes; its fixed size, if it has one, becomes the channel's
   * @param <T> the type of the values
   * @return a new sender
   */
  <T> TypedSender<T> sender(String channel, Codec<T> codec);

  /**
   * Opens the receiving end of a queue of values.
   *
   * @param channel the channel's name
   * @param codec turns bytes into values; its fixed size, if it has one, becomes the channel's
   * @param <T> the type of the values
   * @return a new receiver
   */
  <T> TypedReceiver<T> receiver(String channel, Codec<T> codec);

  /**
   * Opens a publishing end for values.
   *
   * @param channel the channel's name
   * @param codec turns values into bytes; its fixed size, if it has one, becomes the channel's
   * @param <T> the type of the values
   * @return a new publisher
   */
  <T> TypedSender<T> publisher(String channel, Codec<T> codec);

  /**
   * Opens a subscribing end for values.
   *
   * @param channel the channel's name
   * @param codec turns bytes into values; its fixed size, if it has one, becomes the channel's
   * @param <T> the type of the values
   * @return a new subscriber
   */
  <T> TypedReceiver<T> subscriber(String channel, Codec<T> codec);

  /**
   * The session's regions: those of {@code ipc.regions.transport} if it is set, else those of
   * {@code ipc.transport}.
   *
   * @return the regions
   * @throws io.ipc4j.error.IpcConfigException if that transport has none; it lists those that have
   */
  Regions regions();

  /**
   * Launches a child process that talks to this session over its standard input and output, by the
   * transport of {@code ipc.children.transport} if it is set, else that of {@code ipc.transport}.
   * What the child writes to standard error appears on that of this process.
   *
   * @param command the program and its arguments
   * @return the child, owned by the session; {@link ChildProcess#connected} tells when it is there
   * @throws io.ipc4j.error.IpcConfigException if that transport launches no children; it lists
   *     those that do
   * @throws io.ipc4j.error.IpcResourceException if the program can't be started
   */
  default ChildProcess launch(List<String> command) {
    return launch(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  /**
   * Launches a child process, as {@link #launch(List)} does, with an environment, a directory and a
   * standard error of its own. If standard error is a pipe, which is the builder's default, read it
   * from {@link ChildProcess#process}, or the child will wait when it is full.
   *
   * @param command what to start; its standard input and output are not to be redirected
   * @return the child, owned by the session
   * @throws io.ipc4j.error.IpcConfigException if that transport launches no children; it lists
   *     those that do
   * @throws io.ipc4j.error.IpcResourceException if the program can't be started
   * @throws io.ipc4j.error.IpcUsageException if the builder redirects standard input or output
   */
  ChildProcess launch(ProcessBuilder command);

  /**
   * What this session is configured to do, and why.
   *
   * @return each value with its source, the transport chosen, and what else is installed
   */
  Explanation explain();

  /**
   * Removes what processes that ended without closing left behind in this session's namespace, over
   * all transports that can work here: never what anybody alive uses, nor messages that somebody
   * may still receive, nor regions. Nobody has to call it: what is in the way of an end that opens
   * is removed then anyway. Safe when many do it at once. Blocks for the system's files only.
   *
   * @return what was found
   * @throws io.ipc4j.error.IpcResourceException if the system fails
   */
  List<Leftover> clean();

  /**
   * As {@link #clean()}, in all namespaces below this session's {@code ipc.directory}, or the
   * transports' own places.
   *
   * @return what was found
   * @throws io.ipc4j.error.IpcResourceException if the system fails
   */
  List<Leftover> cleanAllNamespaces();

  /**
   * Closes all handles and regions of the session, in the reverse order of opening, and its
   * transports. Idempotent.
   */
  @Override
  void close();
}
