package io.ipc4j.internal;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcUsageException;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.RecordFlags;
import java.lang.foreign.MemorySegment;

/** The bytes of a request and of its reply: 8 bytes of number, then the payload. */
final class RequestFrames {
  private RequestFrames() {}

  /** The spec of the links, which carry the number too. */
  static ChannelSpec withHeader(ChannelSpec spec) {
    return spec.withMaxMessageSize(spec.maxMessageSize() + LinkedRequester.HEADER);
  }

  /** Checks a payload against the spec of the links. */
  static void checkLength(ChannelSpec links, long length) {
    long longest = links.maxMessageSize() - LinkedRequester.HEADER;
    if (length < 0 || length > longest) {
      throw new IpcUsageException(
          ErrorIds.MESSAGE_TOO_LARGE,
          ErrorText.of("channel", links.name())
              .and("length", length)
              .problem(
                  "allowed are 0 to "
                      + longest
                      + " bytes (ipc.channel."
                      + links.name()
                      + ".max-message-size)")
              .toString());
    }
  }

  static void write(
      MemorySegment target, long at, long id, MemorySegment source, long offset, long length) {
    target.set(RecordFlags.COUNT_LAYOUT, at, id);
    MemorySegment.copy(source, offset, target, at + LinkedRequester.HEADER, length);
  }

  static long id(MemorySegment memory, long offset, long length) {
    if (length < LinkedRequester.HEADER) {
      throw new IpcCorruptException(
          ErrorIds.CORRUPT, "the peer wrote a request or reply of " + length + " bytes");
    }
    return memory.get(RecordFlags.COUNT_LAYOUT, offset);
  }
}
