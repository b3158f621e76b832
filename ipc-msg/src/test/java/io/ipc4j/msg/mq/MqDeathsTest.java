package io.ipc4j.msg.mq;

import io.ipc4j.msg.meeting.Deaths;

/** Processes that are killed, over the transport {@code mq}. */
final class MqDeathsTest extends Deaths {
  @Override
  protected String transport() {
    return "mq";
  }
}
