package io.ipc4j.shm.region;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.region.AccessMode;
import io.ipc4j.region.Backing;
import io.ipc4j.region.RegionInfo;
import io.ipc4j.shm.file.Directories;
import io.ipc4j.shm.file.FileKind;
import io.ipc4j.shm.file.FileSpec;
import io.ipc4j.shm.file.SharedFile;
import io.ipc4j.shm.posix.Posix.Access;
import io.ipc4j.shm.session.Namespace;
import io.ipc4j.shm.session.Session;
import io.ipc4j.spi.AbstractRegion;
import io.ipc4j.spi.RegionSpec;
import io.ipc4j.spi.RegionStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The regions of a namespace: one file each, in memory or on disk. A name stands for one region,
 * wherever it lives. Thread safe; never blocks.
 */
public final class ShmRegions implements RegionStore {
  private static final long WORD = 8;

  /** What the header's numbers say behind the size. */
  private static final List<Long> SHAPE =
      List.of(
          RegionLayout.DATA,
          (long) RegionLayout.ENTRIES,
          RegionLayout.ENTRY_BYTES,
          (long) RegionLayout.RECORDS,
          RegionLayout.RECORD_BYTES);

  private static final List<String> SHAPE_FIELDS =
      List.of("offset of the data", "entries", "bytes of an entry", "records", "bytes of a record");

  /** The largest region; above it the size of its file would overflow. */
  private static final long LARGEST = Long.MAX_VALUE - RegionLayout.DATA - WORD;

  private final Namespace namespace;
  private final Path files;
  private final String namespaceName;

  /**
   * Opens regions for a session.
   *
   * @param namespace whose regions, and where those in memory are
   * @param files the base directory of regions that live in files
   * @param namespaceName the namespace's name
   */
  public ShmRegions(Namespace namespace, Path files, String namespaceName) {
    this.namespace = namespace;
    this.files = files;
    this.namespaceName = namespaceName;
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
    Backing elsewhere = other(spec.backing());
    if (Files.exists(path(spec.name(), elsewhere), LinkOption.NOFOLLOW_LINKS)) {
      throw error(
          ErrorIds.REGION_EXISTS,
          spec.name(),
          "exists already, with " + backing(spec.name(), elsewhere),
          "Attach to it with that setting, or remove it first");
    }
    List<Long> numbers = new ArrayList<>(List.of(size));
    numbers.addAll(SHAPE);
    FileSpec header =
        new FileSpec(FileKind.REGION, fileSize(size), namespace.session().id(), numbers, "");
    require(spec.backing());
    SharedFile.sweepUnfinishedIn(directory(spec.backing()));
    return SharedFile.create(path(spec.name(), spec.backing()), header)
        .map(file -> region(spec, AccessMode.READ_WRITE, file, size));
  }

  @Override
  public AbstractRegion attach(RegionSpec spec, AccessMode mode) {
    return tryAttach(spec, mode).orElseThrow(() -> missing(spec));
  }

  private IpcResourceException missing(RegionSpec spec) {
    Backing elsewhere = other(spec.backing());
    String problem = "does not exist in " + directory(spec.backing());
    if (Files.exists(path(spec.name(), elsewhere), LinkOption.NOFOLLOW_LINKS)) {
      return error(
          ErrorIds.REGION_MISSING,
          spec.name(),
          problem,
          "It exists with " + backing(spec.name(), elsewhere) + ": set that");
    }
    return error(
        ErrorIds.REGION_MISSING,
        spec.name(),
        problem,
        "Create it first, or check directory and namespace");
  }

  private Optional<AbstractRegion> tryAttach(RegionSpec spec, AccessMode mode) {
    Access access = mode == AccessMode.READ_ONLY ? Access.READ_ONLY : Access.READ_WRITE;
    return SharedFile.attach(path(spec.name(), spec.backing()), FileKind.REGION, access)
        .map(file -> region(spec, mode, file, checkedSize(file)));
  }

  private AbstractRegion region(RegionSpec spec, AccessMode mode, SharedFile file, long size) {
    boolean onDisk = spec.backing() == Backing.FILE;
    return new ShmRegion(namespace.session(), spec.name(), mode, file, size, onDisk);
  }

  @Override
  public AbstractRegion createOrAttach(RegionSpec spec, long size) {
    while (true) {
      Optional<AbstractRegion> region =
          tryAttach(spec, AccessMode.READ_WRITE).or(() -> tryCreate(spec, size));
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
    boolean removed = false;
    for (Backing backing : Backing.values()) {
      removed |= SharedFile.remove(path(name, backing));
      SharedFile.sweepUnfinishedIn(directory(backing));
    }
    return removed;
  }

  @Override
  public List<RegionInfo> list() {
    List<RegionInfo> found = new ArrayList<>();
    for (Backing backing : Backing.values()) {
      for (Path path : Directories.list(directory(backing))) {
        String name = String.valueOf(path.getFileName());
        if (!SharedFile.isUnfinished(path)) {
          info(path, name).ifPresent(found::add);
        }
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
          : Optional.of(
              new RegionInfo(name, "shm", checkedSize(file), Session.sessionsAlive(file)));
    } catch (IpcCorruptException e) {
      return Optional.empty(); // not a region: attaching to it says what is wrong
    }
  }

  private static long checkedSize(SharedFile file) {
    FileSpec spec = file.spec();
    long size = spec.number(0);
    if (size < 1 || size > LARGEST) {
      file.close();
      throw SharedFile.corrupt(
          file.path(), "bytes of data: expected 1 to " + LARGEST + ", found " + size);
    }
    for (int i = 0; i < SHAPE.size(); i++) {
      SharedFile ignored = file.requireNumber(1 + i, SHAPE_FIELDS.get(i), SHAPE.get(i));
    }
    SharedFile ignored = file.requireSize(fileSize(size));
    return size;
  }

  /** Whole words, so that the last one can be used by atomic operations. */
  private static long fileSize(long size) {
    return RegionLayout.DATA + (size + WORD - 1 & -WORD);
  }

  private static Backing other(Backing backing) {
    return backing == Backing.MEMORY ? Backing.FILE : Backing.MEMORY;
  }

  /** The setting by which a region is found. */
  private static String backing(String name, Backing backing) {
    return "ipc.region." + name + ".backing=" + backing.name().toLowerCase(Locale.ROOT);
  }

  private Path directory(Backing backing) {
    return backing == Backing.FILE
        ? files.resolve(namespaceName).resolve("regions")
        : namespace.directory("regions");
  }

  /** Makes the directories where they are missing; those in memory are there already. */
  private void require(Backing backing) {
    if (backing == Backing.FILE) {
      Directories.require(files);
      Directories.require(files.resolve(namespaceName));
      Directories.require(directory(backing));
    }
  }

  private Path path(String name, Backing backing) {
    return directory(backing).resolve(name);
  }

  private static IpcResourceException error(
      ErrorId id, String name, String problem, String remedy) {
    return new IpcResourceException(
        id, ErrorText.of("region", name).problem(problem).remedy(remedy).text());
  }
}
