package io.ipc4j.inproc;

import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Receivers;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the ends of one channel find each other.
 *
 * <p><i>State:</i> the ends that are open now, by place, for the whole virtual machine, guarded by
 * the table itself. A place exists while an end is open there; the first end's agreement holds as
 * long.
 */
record MeetingPlace(String namespace, String channel) {
  private static final Map<MeetingPlace, List<InprocEndpoint>> OPEN = new HashMap<>();

  /** Adds an end and links it with all that wait for it. */
  void join(InprocEndpoint newcomer) {
    synchronized (OPEN) {
      List<InprocEndpoint> present = OPEN.getOrDefault(this, List.of());
      present.forEach(other -> requireCompatible(newcomer, other));
      present.stream().filter(newcomer::meets).forEach(other -> Wire.connect(other, newcomer));
      OPEN.computeIfAbsent(this, place -> new ArrayList<>()).add(newcomer);
    }
  }

  /** Removes an end, so that nobody finds it any more. */
  void leave(InprocEndpoint end) {
    synchronized (OPEN) {
      List<InprocEndpoint> present = OPEN.get(this);
      if (present != null && present.remove(end) && present.isEmpty()) {
        OPEN.remove(this);
      }
    }
  }

  private void requireCompatible(InprocEndpoint newcomer, InprocEndpoint other) {
    newcomer
        .spec()
        .agreement()
        .requireSame(other.spec().agreement(), channel, newcomer.name(), other.name());
    if (isExclusive(newcomer) && newcomer.role() == other.role()) {
      throw new IpcUsageException(
          ErrorIds.RECEIVER_EXISTS,
          ErrorText.of("channel", channel)
              .problem("it has a receiver already: " + other.name())
              .remedy("Close that one first")
              .toString());
    }
  }

  private static boolean isExclusive(InprocEndpoint end) {
    return switch (end.role()) {
      case READER ->
          end.spec().pattern() == Pattern.QUEUE && end.spec().receivers() == Receivers.SINGLE;
      case RESPONDER -> true;
      case WRITER, REQUESTER -> false;
    };
  }
}
