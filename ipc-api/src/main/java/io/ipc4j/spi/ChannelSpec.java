package io.ipc4j.spi;

import io.ipc4j.channel.Bind;
import io.ipc4j.channel.ChecksumKind;
import io.ipc4j.channel.Delivery;
import io.ipc4j.channel.Pattern;
import io.ipc4j.channel.Policy;
import io.ipc4j.channel.Receivers;
import io.ipc4j.channel.WaitMode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that one end of a channel is opened with, validated.
 *
 * @param name the channel's name, valid as a file name
 * @param pattern how messages are distributed
 * @param fixedSize the size of every message in bytes, or empty for variable size
 * @param maxMessageSize the longest message in bytes; equal to the fixed size if there is one
 * @param capacity how many bytes a link may hold unread
 * @param policy what happens without room; local to the sender
 * @param waitMode how blocked threads of this end wait
 * @param spin how long {@code block} spins before it sleeps
 * @param bind who listens
 * @param receivers one receiver, or several that compete
 * @param delivery whether delivery is acknowledged
 * @param history how many messages a late subscriber gets
 * @param checksum how payloads are protected
 * @param pool bytes reserved for large loans
 * @param address where to listen or to connect, for transports that need to be told
 */
public record ChannelSpec(
    String name,
    Pattern pattern,
    OptionalLong fixedSize,
    long maxMessageSize,
    long capacity,
    Policy policy,
    WaitMode waitMode,
    Duration spin,
    Bind bind,
    Receivers receivers,
    Delivery delivery,
    long history,
    ChecksumKind checksum,
    long pool,
    Optional<String> address) {

  /**
   * What both ends must have in common.
   *
   * @return this end's side of the agreement
   */
  public Agreement agreement() {
    return new Agreement(pattern, fixedSize, maxMessageSize, receivers, delivery, checksum);
  }

  /**
   * Tells whether any number of receiving ends may be there at once, each linked with every sending
   * one: subscribers, and receivers that compete. Else there is one.
   *
   * @return whether many senders meet many receivers
   */
  public boolean hasManyReceivers() {
    return pattern == Pattern.PUBLISH_SUBSCRIBE
        || (pattern == Pattern.QUEUE && receivers == Receivers.COMPETING);
  }

  /**
   * Tells whether threads of this end may look for a message more than once before they sleep.
   *
   * @return false if they are to sleep at once
   */
  public boolean spins() {
    return waitMode != WaitMode.BLOCK || !spin.isZero();
  }

  /**
   * The same with another limit, for layers that add bytes of their own.
   *
   * @param size the longest message in bytes
   * @return the changed specification
   */
  public ChannelSpec withMaxMessageSize(long size) {
    return new ChannelSpec(
        name, pattern, fixedSize, size, capacity, policy, waitMode, spin, bind, receivers, delivery,
        history, checksum, pool, address);
  }
}
