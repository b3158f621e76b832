package io.ipc4j.aeron;

import io.aeron.ErrorCode;
import io.aeron.exceptions.RegistrationException;
import io.ipc4j.aeron.driver.DriverHome;
import io.ipc4j.aeron.wiring.Wiring;
import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.spi.ChannelSpec;

/** What the media driver says, in the framework's words. */
final class AeronErrors {
  private AeronErrors() {}

  /** The driver has refused the streams of an end. */
  static IpcException refused(
      ChannelSpec channel, Wiring wiring, DriverHome home, RuntimeException e) {
    String said = String.valueOf(e.getMessage());
    if (e instanceof RegistrationException r && r.errorCode() == ErrorCode.STORAGE_SPACE) {
      return new IpcResourceException(
          ErrorIds.NO_SPACE,
          ErrorText.of("channel", channel.name())
              .problem("no space for its streams in " + home.media())
              .remedy(
                  "Make room there, or lower ipc.channel.%s.capacity (a stream takes six times that)"
                      .formatted(channel.name()))
              .text(),
          e);
    }
    ErrorText text =
        wiring.whereabouts().isEmpty()
            ? ErrorText.of("channel", channel.name())
            : ErrorText.of("ipc.channel." + channel.name() + ".address", wiring.whereabouts());
    ErrorId id = ErrorIds.SYSTEM_CALL;
    if (said.contains("Address already in use")) {
      id = ErrorIds.ADDRESS_IN_USE;
      text.problem("the port is in use by another process")
          .remedy("Choose another one, or end who has it (ss -lunp shows it)");
    } else if (said.contains("Cannot assign requested address")) {
      text.problem("this machine does not have that address")
          .remedy("An end that listens needs an address of its own machine");
    } else {
      text.problem("the media driver refuses it: " + said);
    }
    return new IpcResourceException(id, text.text(), e);
  }
}
