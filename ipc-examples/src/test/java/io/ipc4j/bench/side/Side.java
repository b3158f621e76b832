package io.ipc4j.bench.side;

import io.ipc4j.bench.side.IpcWire.Calls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The measured process; its arguments are those of {@link SideSpec}. */
public final class Side {
  private Side() {}

  /** Measures on command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    SideSpec spec = SideSpec.of(args);
    System.setProperty(Payload.KEY, Integer.toString(spec.size()));
    endWithParent();
    try (Instrument instrument = instrument(spec)) {
      say("ready " + instrument.company());
      obey(instrument);
    }
  }

  /** A side that waits for the other one would spin for ever if nobody ended it. */
  private static void endWithParent() {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    Thread watch =
        new Thread(
            () -> {
              while (parent.isAlive()) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
              }
              Runtime.getRuntime().halt(1);
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static Instrument instrument(SideSpec spec) throws InterruptedException {
    return spec.measure().equals("layer") ? new Layer(spec) : new Half(spec, wire(spec));
  }

  private static Wire wire(SideSpec spec) {
    return switch (spec.kind()) {
      case "ipc4j" -> framework(spec, spec.part(1, "shm"), spec.part(2, "try"));
      case "aeron-shared", "aeron-invoker" -> new AeronWire(spec);
      case "agrona" -> new AgronaWire(spec);
      default -> throw new IllegalArgumentException("system=" + spec.system());
    };
  }

  private static Wire framework(SideSpec spec, String transport, String form) {
    return switch (spec.work()) {
      case READ, COPY -> new IpcWire(spec, transport, Calls.valueOf(form.toUpperCase(Locale.ROOT)));
      case IN_PLACE, ENDS -> new PlaceWire(spec, transport, form.equals("pool"));
    };
  }

  private static void obey(Instrument instrument) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("exit")) {
      String[] words = line.split(" ", -1);
      say("sample " + instrument.sample(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
  }

  private static void say(String text) {
    System.out.println("@" + text);
    System.out.flush();
  }
}
