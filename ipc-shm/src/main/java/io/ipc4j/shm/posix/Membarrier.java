package io.ipc4j.shm.posix;

import io.ipc4j.shm.point.CrashPoint;

/**
 * The full fence that one side executes for both: it takes effect on every processor that runs a
 * thread of a registered process.
 *
 * <p>With it, who is about to sleep pays for the order of "set my flag, look again" against the
 * other's "publish, read the flag", which then needs no fence of its own. Thread safe; the barrier
 * takes some microseconds.
 */
public final class Membarrier {
  private static final long SYS_MEMBARRIER = Platform.arch() == Platform.Arch.AARCH64 ? 283 : 324;
  private static final int QUERY = 0;
  private static final int GLOBAL_EXPEDITED = 1 << 1;
  private static final int REGISTER_GLOBAL_EXPEDITED = 1 << 2;

  /** Whether the kernel offers it and this process is registered. */
  private static final boolean REGISTERED = register();

  private Membarrier() {}

  /**
   * Registers this process, once.
   *
   * @return whether {@link #barrier} works here, and a barrier of others reaches this process
   */
  public static boolean isRegistered() {
    return REGISTERED;
  }

  /**
   * A full fence here and in every registered process.
   *
   * @return whether it took place
   */
  public static boolean barrier() {
    return REGISTERED && call(GLOBAL_EXPEDITED) == 0;
  }

  private static boolean register() {
    int offered = call(QUERY);
    int needed = GLOBAL_EXPEDITED | REGISTER_GLOBAL_EXPEDITED;
    return offered > 0 && (offered & needed) == needed && call(REGISTER_GLOBAL_EXPEDITED) == 0;
  }

  private static int call(int command) {
    CrashPoint.MEMBARRIER.reach();
    try {
      return (int)
          (long) Libc.MEMBARRIER.invokeExact(Libc.capture(), SYS_MEMBARRIER, command, 0, 0);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}
