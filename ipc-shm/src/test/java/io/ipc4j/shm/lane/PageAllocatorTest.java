package io.ipc4j.shm.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a model that remembers the owner of every page. */
final class PageAllocatorTest {
  private record Run(int page, int count) {}

  @Test
  void runsNeverOverlapAndAllPagesComeBack() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int pages = 1 + random.nextInt(random.nextBoolean() ? 40 : 3_000);
      PageAllocator allocator = new PageAllocator(pages);
      boolean[] used = new boolean[pages];
      List<Run> runs = new ArrayList<>();
      for (int step = 0; step < 2_000; step++) {
        if (random.nextInt(5) < 3) {
          take(allocator, 1 + random.nextInt(1 + random.nextInt(pages)), used, runs, seed);
        } else if (!runs.isEmpty()) {
          give(allocator, runs.remove(random.nextInt(runs.size())), used);
        }
      }
      for (Run run : runs) {
        give(allocator, run, used);
      }
      assertThat(allocator.free()).as("seed %d", seed).isEqualTo(pages);
      assertThat(allocator.take(pages)).as("all of it, seed %d", seed).isZero();
      assertThat(allocator.has(1)).isFalse();
    }
  }

  private static void take(
      PageAllocator allocator, int count, boolean[] used, List<Run> runs, long seed) {
    boolean expected = allocator.has(count);
    int run = allocator.take(count);
    assertThat(run != PageAllocator.NONE).as("seed %d", seed).isEqualTo(expected);
    if (run == PageAllocator.NONE) {
      // Only a run of its own class may have been overlooked.
      assertThat(longestFree(used)).as("seed %d", seed).isLessThan(count + count / 8 + 2);
      return;
    }
    for (int page = run; page < run + count; page++) {
      assertThat(used[page]).as("page %d of seed %d", page, seed).isFalse();
      used[page] = true;
    }
    assertThat(allocator.lengthOf(run)).isEqualTo(count);
    runs.add(new Run(run, count));
  }

  private static int longestFree(boolean[] used) {
    int longest = 0;
    int length = 0;
    for (boolean page : used) {
      length = page ? 0 : length + 1;
      longest = Math.max(longest, length);
    }
    return longest;
  }

  private static void give(PageAllocator allocator, Run run, boolean[] used) {
    allocator.give(run.page);
    for (int page = run.page; page < run.page + run.count; page++) {
      used[page] = false;
    }
  }

  @Test
  void whatWasFreedLastIsUsedFirst() {
    PageAllocator allocator = new PageAllocator(1_000);
    int first = allocator.take(10);
    int between = allocator.take(3);
    int second = allocator.take(10);
    int last = allocator.take(3);
    allocator.give(first);
    allocator.give(second);
    assertThat(allocator.take(10)).isEqualTo(second);
    assertThat(allocator.take(10)).isEqualTo(first);
    allocator.give(first);
    assertThat(allocator.take(10)).as("again and again").isEqualTo(first);
    assertThat(between).isLessThan(last);
  }

  @Test
  void whatWasNotTakenCantBeGiven() {
    PageAllocator allocator = new PageAllocator(10);
    int run = allocator.take(5);
    allocator.give(run);
    assertThatThrownBy(() -> allocator.give(run)).isInstanceOf(IllegalStateException.class);
  }
}
