package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionBarrier;
import io.ipc4j.region.RegionEvent;
import io.ipc4j.region.RegionLatch;
import io.ipc4j.region.RegionLock;
import io.ipc4j.region.RegionReadWriteLock;
import io.ipc4j.region.RegionSemaphore;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.OfdLock;
import io.ipc4j.shm.region.PermitLedger.Telling;
import io.ipc4j.shm.session.Session;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionChecks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a region.
 *
 * <p>It is a member of its own, alive by a lock on the region's own file: so whoever can reach the
 * region agrees on who is alive, whatever else they share, and after a restart of the machine
 * nobody is who was before. What it holds is orphaned when it is closed or its process dies.
 */
final class ShmRegion extends AbstractRegion {
  private final Session session;
  private final SharedFile file;
  private final boolean onDisk;
  private final RegionLayout layout;
  private final long member;
  private final Records records;

  /**
   * Makes a mapping.
   *
   * @param session who maps
   * @param name of the region
   * @param mode what for
   * @param file mapped, owned by the new mapping
   * @param size of the data
   * @param onDisk whether the file outlives a restart of the machine
   */
  ShmRegion(
      Session session, String name, AccessMode mode, SharedFile file, long size, boolean onDisk) {
    super("shm", name, mode, file.memory().asSlice(RegionLayout.DATA, size));
    this.session = session;
    this.file = file;
    this.onDisk = onDisk;
    this.layout = new RegionLayout(file.memory());
    this.member =
        session.join(
            file, mode == AccessMode.READ_ONLY ? OfdLock.Kind.SHARED : OfdLock.Kind.EXCLUSIVE);
    this.records = new Records(layout, member, this::isAlive, this::ledger);
  }

  @Override
  public void force() {
    super.force();
    if (!onDisk) {
      return;
    }
    if (!Thread.currentThread().isVirtual()) {
      forceHere();
      return;
    }
    // The disk would hold the carrier.
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("ipc4j-force-" + name())
            .start(() -> {
              try {
                forceHere();
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    try {
      Void ignored = done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IpcException cause ? cause : e;
    }
  }

  private void forceHere() {
    try {
      file.force();
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  // --- objects ---

  @Override
  public RegionLock lock(String lock) {
    return new ShmLock(this, lock, entry(lock, new ObjectKind(ObjectKind.Type.LOCK, 0)));
  }

  @Override
  public RegionReadWriteLock readWriteLock(String lock) {
    int entry = entry(lock, new ObjectKind(ObjectKind.Type.READ_WRITE_LOCK, 0));
    return new ShmReadWriteLock(this, lock, entry, readers(entry));
  }

  @Override
  public RegionSemaphore semaphore(String semaphore, int permits) {
    RegionChecks.parameter(
        name(), "semaphore", semaphore, "permits", permits, 1, Integer.MAX_VALUE);
    int entry = entry(semaphore, new ObjectKind(ObjectKind.Type.SEMAPHORE, permits));
    return new ShmSemaphore(this, semaphore, entry, permits(entry, permits), permits);
  }

  @Override
  public RegionEvent event(String event) {
    return new ShmEvent(this, event, entry(event, new ObjectKind(ObjectKind.Type.EVENT, 0)));
  }

  @Override
  public RegionBarrier barrier(String barrier, int parties) {
    RegionChecks.parameter(
        name(), "barrier", barrier, "parties", parties, 1, ArrivalLedger.MOST_PARTIES);
    int entry = entry(barrier, new ObjectKind(ObjectKind.Type.BARRIER, parties));
    return new ShmBarrier(this, barrier, entry, arrivals(entry, parties), parties);
  }

  @Override
  public RegionLatch latch(String latch, int count) {
    RegionChecks.parameter(name(), "latch", latch, "count", count, 0, Integer.MAX_VALUE);
    return new ShmLatch(
        this, latch, entry(latch, new ObjectKind(ObjectKind.Type.LATCH, count)), count);
  }

  private int entry(String name, ObjectKind kind) {
    checkWritable();
    memory(); // refuses if closed
    try {
      file.requireWhole();
      int entry = layout.entry(name);
      if (entry < 0) {
        throw tableFull(kind.type().key(), name, "names", RegionLayout.ENTRIES);
      }
      layout.decideKind(entry, kind);
      ObjectKind found =
          layout.kind(entry).orElseThrow(() -> corrupt(entry, "it is of no known kind"));
      RegionChecks.sameObject(name(), name, found.text(), kind.text());
      return entry;
    } catch (IllegalStateException e) {
      throw closed(e);
    }
  }

  private IpcResourceException tableFull(String key, Object value, String what, int places) {
    return new IpcResourceException(
        ErrorIds.NO_SPACE,
        ErrorText.of("region", name())
            .and(key, value)
            .problem("all " + places + " places for " + what + " are taken")
            .text());
  }

  private PermitLedger permits(int entry, int permits) {
    return new PermitLedger(layout, entry, permits, Telling.ONCE, p -> corrupt(entry, p));
  }

  private PermitLedger readers(int entry) {
    return new PermitLedger(
        layout, entry, ShmReadWriteLock.PERMITS, Telling.UNTIL_MENDED, p -> corrupt(entry, p));
  }

  private ArrivalLedger arrivals(int entry, int parties) {
    return new ArrivalLedger(layout, entry, parties, p -> corrupt(entry, p));
  }

  /** The ledger of an entry whoever uses it, for recovery; null if its object has none. */
  private @Nullable Ledger ledger(int entry) {
    ObjectKind kind = layout.kind(entry).orElse(null);
    if (kind == null) {
      return null;
    }
    return switch (kind.type()) {
      case SEMAPHORE -> permits(entry, kind.parameter());
      case READ_WRITE_LOCK -> readers(entry);
      case BARRIER -> arrivals(entry, kind.parameter());
      case LOCK, EVENT, LATCH -> null;
    };
  }

  // --- for objects ---

  RegionLayout layout() {
    return layout;
  }

  long member() {
    return member;
  }

  Records records() {
    return records;
  }

  /** A free record. */
  int takeRecord() {
    int record = records.take();
    if (record < 0) {
      throw tableFull("holders", RegionLayout.RECORDS, "holders", RegionLayout.RECORDS);
    }
    return record;
  }

  /**
   * Whether a member is alive by the kernel's word; asked before anything of the dead is changed.
   */
  boolean isAlive(long other) {
    file.requireWhole();
    return other == member || Session.isAlive(other, file);
  }

  /** A living member for people. */
  String nameOf(long other) {
    return session.nameOf(other);
  }

  /** The error to throw if what an entry says is impossible. */
  IpcCorruptException corrupt(int entry, String problem) {
    return SharedFile.corrupt(file.path(), "object " + entry + ": " + problem);
  }

  /** The error to throw if the memory turns out to be gone. */
  IpcClosedException closed(IllegalStateException cause) {
    return new IpcClosedException(
        ErrorIds.CLOSED,
        ErrorText.of("region", name()).problem("this mapping is closed").text(),
        cause);
  }

  /**
   * What to throw if the virtual machine reports that memory couldn't be accessed.
   *
   * @return the same, if the file is whole
   * @throws IpcCorruptException if the file was cut
   */
  InternalError faulted(InternalError fault) {
    file.requireWhole();
    return fault;
  }

  @Override
  protected void unmap() {
    file.close();
  }
}
