package io.ipc4j.channel;

import java.lang.foreign.MemorySegment;

/**
 * Memory of the transport lent to the sender, to write one message in place.
 *
 * <p>Obtained from {@link Sender#tryLoan(long)}; one loan is open per handle at a time, and it
 * belongs to the handle's thread. Its bytes are undefined until written. After {@link #commit()} or
 * {@link #close()} the memory must not be touched.
 */
public interface Loan extends AutoCloseable {
  /**
   * The segment to write to; it may be larger than the loan.
   *
   * @return the segment that holds the loan
   */
  MemorySegment memory();

  /**
   * Where the loan starts in {@link #memory()}.
   *
   * @return a multiple of 8 bytes
   */
  long offset();

  /**
   * The message's length.
   *
   * @return bytes, as asked for
   */
  long length();

  /**
   * The loan alone, as a segment that starts at 0. Allocates a small object; the hot form is {@link
   * #memory()} with {@link #offset()}.
   *
   * @return a slice of exactly {@link #length()} bytes
   */
  default MemorySegment segment() {
    return memory().asSlice(offset(), length());
  }

  /**
   * Sends what was written. The loan is over, whatever the result.
   *
   * @return {@link SendResult#SENT}, or {@link SendResult#NOT_CONNECTED} if the receiver went away
   *     in the meantime
   */
  SendResult commit();

  /** Gives the memory back unsent, unless it was committed. Idempotent. */
  @Override
  void close();
}
