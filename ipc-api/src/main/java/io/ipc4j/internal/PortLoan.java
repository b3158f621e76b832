package io.ipc4j.internal;

import io.ipc4j.channel.Loan;
import io.ipc4j.channel.SendResult;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import java.lang.foreign.MemorySegment;

/** The one loan of a port, opened again and again, so that lending allocates nothing. */
final class PortLoan implements Loan {
  private final SendDesk desk;
  private MemorySegment memory = MemorySegment.NULL;
  private long offset;
  private long length;
  private boolean inPieces;
  private boolean open;

  PortLoan(SendDesk desk) {
    this.desk = desk;
  }

  PortLoan open(MemorySegment lentMemory, long lentOffset, long lentLength, boolean cut) {
    memory = lentMemory;
    offset = lentOffset;
    length = lentLength;
    inPieces = cut;
    open = true;
    return this;
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public SendResult commit() {
    if (!open) {
      throw new IpcUsageException(
          ErrorIds.LOAN_OPEN,
          ErrorText.of("loan").problem("it was committed or closed before").toString());
    }
    open = false;
    return desk.commitLoan(length, inPieces);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      desk.abortLoan(inPieces);
    }
  }
}
