package io.ipc4j.internal;

import io.ipc4j.spi.Endpoint;
import io.ipc4j.spi.Link;
import io.ipc4j.spi.ReceivePort;
import io.ipc4j.spi.SendPort;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/**
 * The ports over links of one transport: {@link LinkedSender} and {@link LinkedReceiver}, each as a
 * copy of the class that this transport alone uses.
 *
 * <p>The compiler notes, at each call in a class, which classes the call has met, and builds what
 * it has met into the caller. Were the calls to links shared by all transports, then with two of
 * them in use each would carry the other's code along, until it is too big to be built in, and with
 * three none would be. A copy meets the links of its own transport only. It is a hidden class made
 * of the same bytes: the same source, tests and behaviour; only its frames are missing in stack
 * traces, between those of {@link SendPort} or {@link ReceivePort} and those of the link. Where the
 * bytes can't be had, or no class be made of them, the class itself serves.
 *
 * <p>One copy per class of provider, kept with that class. Safe for any thread.
 */
final class LinkedPorts {
  private static final Logger LOG = System.getLogger(LinkedPorts.class.getName());

  private static final ClassValue<LinkedPorts> PORTS =
      new ClassValue<>() {
        @Override
        protected LinkedPorts computeValue(Class<?> provider) {
          return new LinkedPorts();
        }
      };

  private final MethodHandle senders =
      maker(
          LinkedSender.class,
          MethodType.methodType(void.class, HandleContext.class, Endpoint.class, boolean.class),
          SendPort.class);
  private final MethodHandle receivers =
      maker(
          LinkedReceiver.class,
          MethodType.methodType(void.class, HandleContext.class, Endpoint.class, Consumer.class),
          ReceivePort.class);

  private LinkedPorts() {}

  /** The ports of a handle's transport. */
  static LinkedPorts of(HandleContext context) {
    return PORTS.get(context.provider().getClass());
  }

  /** A sending port that gives ended links back, see {@link LinkedSender}. */
  SendPort sender(HandleContext context, Endpoint endpoint) {
    try {
      return (SendPort) senders.invokeExact(context, endpoint, true);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** A receiving port, see {@link LinkedReceiver}. */
  ReceivePort receiver(HandleContext context, Endpoint endpoint) {
    Consumer<Link> onEnd = link -> {};
    try {
      return (ReceivePort) receivers.invokeExact(context, endpoint, onEnd);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The receiving port of a queue whose receivers acknowledge what they have handled. */
  static ReceivePort acknowledging(HandleContext context, Endpoint endpoint) {
    AcknowledgingEndpoint acknowledging = new AcknowledgingEndpoint(endpoint);
    LinkedReceiver receiver = new LinkedReceiver(context, acknowledging, link -> {});
    acknowledging.onRedelivered(receiver::redelivered);
    return receiver;
  }

  /** What a constructor threw: those of the ports declare nothing that is checked. */
  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException failure ? failure : new IllegalStateException(thrown);
  }

  private static MethodHandle maker(Class<?> original, MethodType parameters, Class<?> template) {
    Class<?> made = copy(original);
    try {
      return MethodHandles.privateLookupIn(made, MethodHandles.lookup())
          .findConstructor(made, parameters)
          .asType(parameters.changeReturnType(template));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(made.getName() + parameters, e);
    }
  }

  /** A copy of a class, or the class itself where that can't be. */
  static Class<?> copy(Class<?> original) {
    try (InputStream bytes = original.getResourceAsStream(original.getSimpleName() + ".class")) {
      if (bytes == null) {
        throw new IOException("no class file");
      }
      return MethodHandles.lookup().defineHiddenClass(bytes.readAllBytes(), false).lookupClass();
    } catch (IOException
        | IllegalAccessException
        | LinkageError
        | UnsupportedOperationException e) {
      LOG.log(Level.DEBUG, "{0} is used itself, not a copy: {1}", original.getName(), e);
      return original;
    }
  }
}
