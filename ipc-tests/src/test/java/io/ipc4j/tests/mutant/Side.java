package io.ipc4j.tests.mutant;

import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.spi.ChannelSpec;
import io.ipc4j.spi.Role;
import io.ipc4j.tests.kit.Lab;

/** Which end of which kind of channel a mutant is asked to be. */
record Side(ChannelSpec spec, Role role, boolean listens) {
  /** Whether it is the sending end of a plain queue. */
  boolean sendsToQueue() {
    return role == Role.WRITER && isPlainQueue();
  }

  private boolean isPlainQueue() {
    return spec.pattern() == Pattern.QUEUE
        && spec.receivers() == Receivers.SINGLE
        && spec.delivery() == Delivery.PLAIN;
  }

  boolean sendsToMany() {
    return role == Role.WRITER && spec.receivers() == Receivers.COMPETING;
  }

  boolean competesForMessages() {
    return role == Role.READER && spec.receivers() == Receivers.COMPETING;
  }

  boolean sendsAcknowledged() {
    return role == Role.WRITER && spec.delivery() == Delivery.ACKNOWLEDGED;
  }

  boolean blocksOnQueue() {
    return sendsToQueue() && spec.policy() == Policy.BLOCK;
  }

  boolean receivesFromQueue() {
    return role == Role.READER && isPlainQueue();
  }

  boolean publishes() {
    return role == Role.WRITER && spec.pattern() == Pattern.PUBLISH_SUBSCRIBE;
  }

  boolean subscribes() {
    return role == Role.READER && spec.pattern() == Pattern.PUBLISH_SUBSCRIBE;
  }

  boolean requests() {
    return role == Role.REQUESTER && !isBare();
  }

  boolean responds() {
    return role == Role.RESPONDER && !isBare();
  }

  /** Whether the kit uses the links themselves; the layers above need room for a header. */
  boolean isBare() {
    return spec.pattern() == Pattern.REQUEST_REPLY && spec.maxMessageSize() == Lab.MAX_MESSAGE;
  }
}
