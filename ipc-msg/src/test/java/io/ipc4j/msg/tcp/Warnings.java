package io.ipc4j.msg.tcp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the listening side has logged. */
final class Warnings extends Handler implements AutoCloseable {
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger(Doorkeeper.class.getName());

  Warnings() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
      said.add(record.getMessage());
    }
  }

  List<String> said() {
    return said;
  }

  /** Waits until something was said that has all these parts. */
  void await(String... parts) {
    try {
      TcpSessions.await(
          () -> said.stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
    } catch (AssertionError e) {
      throw new AssertionError("not said: " + List.of(parts) + ", but " + said, e);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
