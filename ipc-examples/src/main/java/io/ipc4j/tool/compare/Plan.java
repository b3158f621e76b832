package io.ipc4j.tool.compare;

import io.ipc4j.TransportInfo;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.spi.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is measured of one transport.
 *
 * @param lanes one after another
 * @param sizes message sizes in bytes, ascending
 */
record Plan(List<Lane> lanes, List<Integer> sizes) {

  /** What a message that leads, counts and checks needs at least. */
  static final int SMALLEST = 64;

  /** Above it neither a message nor a region of this comparison goes. */
  static final int LARGEST = 16 << 20;

  private static final List<Integer> THOROUGH_SIZES = List.of(SMALLEST, 1 << 10, 1 << 16, 1 << 20);
  private static final List<Integer> QUICK_SIZES = List.of(SMALLEST, 1 << 16);
  private static final List<WaitMode> WAITS = List.of(WaitMode.SPIN, WaitMode.BLOCK);

  /**
   * Where the processes warm up and nothing is measured. Two ends that spin leave no processor to
   * the compilers where there are two; who yields does.
   */
  private static final Lane WARM_UP = new Lane(Lane.QUEUE, WaitMode.YIELD, false);

  static List<Integer> sizes(boolean quick) {
    return quick ? QUICK_SIZES : THOROUGH_SIZES;
  }

  /** What a transport can do of that: queues always, regions by its traits. */
  static Plan of(TransportInfo transport, boolean quick) {
    List<Lane> lanes = new ArrayList<>(List.of(WARM_UP));
    for (WaitMode wait : WAITS) {
      lanes.add(new Lane(Lane.QUEUE, wait, false));
    }
    if (!quick) {
      lanes.add(new Lane(Lane.QUEUE, WaitMode.BLOCK, true));
    }
    Set<Trait> traits = transport.traits();
    if (traits.contains(Trait.REGIONS) && traits.contains(Trait.REGION_LOCK)) {
      lanes.add(new Lane(Lane.REGION, WaitMode.SPIN, false));
      if (!quick && traits.contains(Trait.REGION_EVENT)) {
        lanes.add(new Lane(Lane.REGION, WaitMode.BLOCK, false));
      }
    }
    return new Plan(lanes, sizes(quick));
  }

  /** The sizes that are measured in a lane. */
  List<Integer> sizes(Lane lane) {
    if (lane.equals(WARM_UP)) {
      return List.of();
    }
    return warmUpSizes(lane);
  }

  /** The sizes with which processes warm up in a lane. */
  List<Integer> warmUpSizes(Lane lane) {
    return lane.fixed() ? List.of(SMALLEST) : sizes;
  }

  int cells() {
    return lanes.stream().mapToInt(lane -> sizes(lane).size()).sum();
  }

  int largest() {
    return sizes.getLast();
  }

  List<String> channels() {
    return lanes.stream().flatMap(lane -> lane.channels().stream()).toList();
  }

  @Override
  public String toString() {
    return lanes.stream().map(Lane::name).collect(Collectors.joining(","))
        + ":"
        + sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static Plan parse(String text) {
    String[] parts = text.split(":", 2);
    return new Plan(
        Arrays.stream(parts[0].split(",", -1)).map(Lane::parse).toList(),
        Arrays.stream(parts[1].split(",", -1)).map(Integer::valueOf).toList());
  }
}
