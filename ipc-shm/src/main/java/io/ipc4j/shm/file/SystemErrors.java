package io.ipc4j.shm.file;

import io.ipc4j.error.ErrorId;
import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcResourceException;
import io.ipc4j.shm.posix.Errno;
import io.ipc4j.shm.posix.OsException;
import java.nio.file.Path;
import java.util.Objects;

/** Turns failed system calls into the product's errors. */
public final class SystemErrors {

  private SystemErrors() {}

  /** The error to throw when a call on this file or directory failed. */
  public static IpcResourceException of(OsException failure, Path path) {
    ErrorText text =
        ErrorText.of("path", path).problem(Objects.requireNonNull(failure.getMessage()));
    if (failure.noSpace()) {
      text.remedy(
          "Free space on that file system, ask for less (for a channel by ipc.channel.NAME.capacity"
              + " and ipc.channel.NAME.pool), or choose another one by ipc.directory");
    }
    return new IpcResourceException(id(failure), text.text(), failure);
  }

  private static ErrorId id(OsException failure) {
    if (failure.noSpace()) {
      return ErrorIds.NO_SPACE;
    }
    return failure.errno() == Errno.ENAMETOOLONG ? ErrorIds.PATH_TOO_LONG : ErrorIds.SYSTEM_CALL;
  }
}
