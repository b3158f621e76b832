package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.RegionStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The regions of a namespace: one file each. Thread safe; never blocks. */
public final class ShmRegions implements RegionStore {
  private static final long WORD = 8;

  /** The largest region; above it the size of its file would overflow. */
  private static final long LARGEST = Long.MAX_VALUE - RegionLayout.DATA - WORD;

  private final Namespace namespace;

  /** Opens regions for a session. */
  public ShmRegions(Namespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public AbstractRegion create(RegionSpec spec, long size) {
    return tryCreate(spec, size)
        .orElseThrow(() ->
            error(
                ErrorIds.REGION_EXISTS,
                spec.name(),
                "exists already",
                "Attach to it, or remove it first"));
  }

  private Optional<AbstractRegion> tryCreate(RegionSpec spec, long size) {
    if (size > LARGEST) {
      throw error(
          ErrorIds.REGION_SIZE, spec.name(), "size=" + size, "Allowed are at most " + LARGEST);
    }
    List<Long> numbers =
        List.of(size, RegionLayout.DATA, (long) RegionLayout.ENTRIES, RegionLayout.ENTRY_BYTES);
    FileSpec header =
        new FileSpec(FileKind.REGION, fileSize(size), namespace.session().id(), numbers, "");
    return SharedFile.create(path(spec.name()), header)
        .map(file -> new ShmRegion(namespace, spec.name(), AccessMode.READ_WRITE, file, size));
  }

  @Override
  public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
    return tryAttach(spec.name(), mode)
        .orElseThrow(() ->
            error(
                ErrorIds.REGION_MISSING,
                spec.name(),
                "does not exist in " + directory(),
                "Create it first, or check directory and namespace"));
  }

  private Optional<AbstractRegion> tryAttach(String name, AccessMode mode) {
    Access access = mode == AccessMode.READ_ONLY ? Access.READ_ONLY : Access.READ_WRITE;
    return SharedFile.attach(path(name), FileKind.REGION, access)
        .map(file -> new ShmRegion(namespace, name, mode, file, checkedSize(file)));
  }

  @Override
  public AbstractRegion createOrAttach(RegionSpec spec, long size) {
    while (true) {
      Optional<AbstractRegion> region =
          tryAttach(spec.name(), AccessMode.READ_WRITE).or(() -> tryCreate(spec, size));
      if (region.isPresent()) {
        return requireSize(region.get(), size);
      }
    }
  }

  private AbstractRegion requireSize(AbstractRegion region, long size) {
    long found = region.size();
    if (found != size) {
      region.close();
      throw error(
          ErrorIds.REGION_SIZE,
          region.name(),
          "exists with " + found + " bytes, asked for were " + size,
          "Ask for the size that it has, or remove it first");
    }
    return region;
  }

  @Override
  public boolean remove(String name) {
    return SharedFile.remove(path(name));
  }

  @Override
  public List<RegionInfo> list() {
    List<RegionInfo> found = new ArrayList<>();
    for (Path path : Directories.list(directory())) {
      String name = String.valueOf(path.getFileName());
      if (!name.startsWith(SharedFile.UNFINISHED)) {
        info(path, name).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparing(RegionInfo::name));
    return found;
  }

  private static Optional<RegionInfo> info(Path path, String name) {
    try (SharedFile file =
        SharedFile.attach(path, FileKind.REGION, Access.READ_ONLY).orElse(null)) {
      return file == null
          ? Optional.empty()
          : Optional.of(new RegionInfo(name, "shm", checkedSize(file), -1));
    } catch (IpcCorruptException e) {
      return Optional.empty(); // not a region: attaching to it says what is wrong
    }
  }

  private static long checkedSize(SharedFile file) {
    FileSpec spec = file.spec();
    long size = spec.number(0);
    boolean possible =
        size >= 1
            && size <= LARGEST
            && spec.number(1) == RegionLayout.DATA
            && spec.number(2) == RegionLayout.ENTRIES
            && spec.number(3) == RegionLayout.ENTRY_BYTES;
    if (!possible) {
      file.close();
      throw SharedFile.corrupt(file.path(), "its shape is impossible: " + spec.numbers());
    }
    SharedFile ignored = file.requireSize(fileSize(size));
    return size;
  }

  /** Whole words, so that the last one can be used by atomic operations. */
  private static long fileSize(long size) {
    return RegionLayout.DATA + (size + WORD - 1 & -WORD);
  }

  private Path directory() {
    return namespace.directory("regions");
  }

  private Path path(String name) {
    return directory().resolve(name);
  }

  private static IpcResourceException error(
      ErrorId id, String name, String problem, String remedy) {
    return new IpcResourceException(
        id, ErrorText.of("region", name).problem(problem).remedy(remedy).text());
  }
}
