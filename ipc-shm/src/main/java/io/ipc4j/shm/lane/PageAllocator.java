package io.ipc4j.shm.lane;

import java.util.Arrays;

/**
 * Hands out runs of consecutive pages of a range, and joins what comes back with its neighbours.
 *
 * <p>Free runs stand in lists by length, the last one freed first: 16 classes between a power of
 * two and the next. A request looks at the head of its own class and then takes the first class
 * whose runs are all long enough, from whose lower end it is cut. So both directions take constant
 * time, pages that were used a moment ago are used again first, and an empty range is one run.
 *
 * <p><b>State.</b> {@code length} holds at the first page of each run its length, negative while it
 * is in use; {@code first} at the last page of each run its first page. All on the heap of the one
 * process that writes to the range: nothing here is shared, so no death leaves anything to mend.
 * <b>Ownership.</b> One thread at a time.
 */
final class PageAllocator {
  /** Answer of {@link #take} where no run is long enough. */
  static final int NONE = -1;

  private static final int SUB_BITS = 4;
  private static final int SUBS = 1 << SUB_BITS;

  /** How many runs of its own class a request looks at, which may be too short for it. */
  private static final int LOOKS = 8;

  private final int pages;
  private final int[] length;
  private final int[] first;
  private final int[] next;
  private final int[] before;
  private final int[] heads;
  private final long[] filled;
  private int free;

  /** Begins with one free run of all pages, numbered from 0. */
  PageAllocator(int pages) {
    this.pages = pages;
    this.length = new int[pages];
    this.first = new int[pages];
    this.next = new int[pages];
    this.before = new int[pages];
    this.heads = new int[classOf(pages) + 1];
    this.filled = new long[(heads.length + Long.SIZE - 1) / Long.SIZE];
    Arrays.fill(heads, NONE);
    add(0, pages);
    free = pages;
  }

  private static int classOf(int count) {
    if (count < SUBS) {
      return count;
    }
    int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(count);
    return (power - SUB_BITS + 1) * SUBS + ((count >>> (power - SUB_BITS)) & (SUBS - 1));
  }

  /** How many pages are free, in runs of any length. */
  int free() {
    return free;
  }

  /** How many pages there are. */
  int pages() {
    return pages;
  }

  /** How many pages a run in use has. */
  int lengthOf(int run) {
    return -length[run];
  }

  /** Whether {@link #take} would find a run. */
  boolean has(int count) {
    return find(count) != NONE;
  }

  /**
   * Takes a run.
   *
   * @param count how many pages, 1 or more
   * @return its first page, or {@link #NONE}
   */
  int take(int count) {
    int run = find(count);
    if (run == NONE) {
      return NONE;
    }
    int found = length[run];
    remove(run, found);
    if (found > count) {
      add(run + count, found - count);
    }
    length[run] = -count;
    first[run + count - 1] = run;
    free -= count;
    return run;
  }

  /** Gives a run back that was taken. */
  void give(int run) {
    int count = -length[run];
    if (count <= 0) {
      throw new IllegalStateException("page=" + run + ": not taken");
    }
    free += count;
    int from = run;
    int right = run + count;
    if (right < pages && length[right] > 0) {
      int more = length[right];
      remove(right, more);
      count += more;
    }
    if (run > 0 && length[first[run - 1]] > 0) {
      from = first[run - 1];
      int more = length[from];
      remove(from, more);
      length[run] = 0;
      count += more;
    }
    add(from, count);
  }

  private int find(int count) {
    int own = classOf(count);
    if (count > pages) {
      return NONE;
    }
    int run = heads[own];
    for (int looks = 0; run != NONE && looks < LOOKS; looks++) {
      if (length[run] >= count) {
        return run;
      }
      run = next[run];
    }
    return firstFrom(own + 1);
  }

  private int firstFrom(int from) {
    int word = from / Long.SIZE;
    long bits = word < filled.length ? filled[word] & -1L << from : 0;
    while (bits == 0) {
      if (++word >= filled.length) {
        return NONE;
      }
      bits = filled[word];
    }
    return heads[word * Long.SIZE + Long.numberOfTrailingZeros(bits)];
  }

  private void add(int run, int count) {
    int kind = classOf(count);
    int head = heads[kind];
    length[run] = count;
    first[run + count - 1] = run;
    next[run] = head;
    before[run] = NONE;
    if (head != NONE) {
      before[head] = run;
    }
    heads[kind] = run;
    filled[kind / Long.SIZE] |= 1L << kind;
  }

  private void remove(int run, int count) {
    int kind = classOf(count);
    int after = next[run];
    if (after != NONE) {
      before[after] = before[run];
    }
    if (before[run] != NONE) {
      next[before[run]] = after;
    } else {
      heads[kind] = after;
      if (after == NONE) {
        filled[kind / Long.SIZE] &= ~(1L << kind);
      }
    }
    length[run] = 0;
  }
}
