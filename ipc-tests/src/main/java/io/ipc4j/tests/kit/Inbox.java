package io.ipc4j.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.channel.MessageHandler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Keeps copies of all messages that it is handed, and the gaps between them. For one thread. */
public final class Inbox implements MessageHandler {
  /**
   * A gap that a receiver was told.
   *
   * @param before how many messages had arrived before it
   * @param lost how many were lost
   */
  public record Gap(int before, long lost) {}

  private final List<byte[]> messages = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  /** Makes an empty one. */
  public Inbox() {}

  @Override
  public void onMessage(MemorySegment memory, long offset, long length) {
    messages.add(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public void onGap(long lost) {
    gaps.add(new Gap(messages.size(), lost));
  }

  /**
   * How many messages have arrived.
   *
   * @return 0 or more
   */
  public int size() {
    return messages.size();
  }

  /**
   * The messages that have arrived.
   *
   * @return in order of arrival
   */
  public List<byte[]> messages() {
    return messages;
  }

  /**
   * The numbers of the messages that have arrived.
   *
   * @return in order of arrival
   */
  public List<Long> numbers() {
    return messages.stream().map(Payload::number).toList();
  }

  /**
   * The gaps that were told.
   *
   * @return in order of arrival
   */
  public List<Gap> gaps() {
    return gaps;
  }

  /**
   * How many messages were lost according to the gaps.
   *
   * @return their sum
   */
  public long lost() {
    return gaps.stream().mapToLong(Gap::lost).sum();
  }

  /**
   * Tells whether the newest message is there.
   *
   * @param number the number of the newest
   * @return whether it was the last to arrive
   */
  public boolean endsWith(long number) {
    return !messages.isEmpty() && Payload.number(messages.getLast()) == number;
  }

  /**
   * Fails unless each message either arrived whole or is counted by the gap at its place.
   *
   * @param sent how many were sent, numbered from 0
   * @param length the length of each in bytes
   */
  public void requireAccounted(long sent, int length) {
    long next = 0;
    int gap = 0;
    for (int i = 0; i < messages.size(); i++) {
      while (gap < gaps.size() && gaps.get(gap).before() == i) {
        next += gaps.get(gap++).lost();
      }
      Payload.requireWhole(messages.get(i), next, length);
      next++;
    }
    assertThat(next).as("received or counted as lost").isEqualTo(sent);
  }
}
