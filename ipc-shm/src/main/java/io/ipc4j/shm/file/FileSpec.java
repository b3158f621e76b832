package io.ipc4j.shm.file;

import java.util.List;

/**
 * What the header of a shared file says, for good.
 *
 * @param kind what the file holds
 * @param size of the file in bytes
 * @param creator the session that created it, 0 for none
 * @param numbers up to {@link FileLayout#NUMBERS} values whose meaning the kind decides
 * @param text up to {@link FileLayout#TEXT_BYTES} bytes of UTF-8 whose meaning the kind decides
 */
public record FileSpec(FileKind kind, long size, long creator, List<Long> numbers, String text) {
  /** Copies the numbers. */
  public FileSpec {
    numbers = List.copyOf(numbers);
  }

  /** One of the kind's numbers, 0 if it wasn't given. */
  public long number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }
}
