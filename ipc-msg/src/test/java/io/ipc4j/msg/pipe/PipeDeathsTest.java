package io.ipc4j.msg.pipe;

import io.ipc4j.msg.meeting.Deaths;

/** Processes that are killed, over the transport {@code pipe}. */
final class PipeDeathsTest extends Deaths {
  @Override
  protected String transport() {
    return "pipe";
  }
}
