package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionLock;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.spi.AbstractRegion;

/**
 * A mapping of a region. It is a member of its own: what it holds is orphaned when it is closed or
 * its process dies.
 */
final class ShmRegion extends AbstractRegion {
  private final Namespace namespace;
  private final SharedFile file;
  private final RegionLayout layout;
  private final long member;

  ShmRegion(Namespace namespace, String name, AccessMode mode, SharedFile file, long size) {
    super("shm", name, mode, file.memory().asSlice(RegionLayout.DATA, size));
    this.namespace = namespace;
    this.file = file;
    this.layout = new RegionLayout(file.memory());
    this.member = namespace.session().join();
  }

  @Override
  public RegionLock lock(String lock) {
    checkWritable();
    memory(); // refuses if closed
    int entry = layout.entry(RegionLayout.key("lock", lock), lock);
    if (entry < 0) {
      throw new IpcResourceException(
          ErrorIds.NO_SPACE,
          ErrorText.of("region", name())
              .and("lock", lock)
              .problem("all " + RegionLayout.ENTRIES + " places for locks are taken")
              .text());
    }
    return new ShmLock(this, lock, entry);
  }

  Namespace namespace() {
    return namespace;
  }

  RegionLayout layout() {
    return layout;
  }

  long member() {
    return member;
  }

  @Override
  protected void unmap() {
    namespace.session().leave(member);
    file.close();
  }
}
