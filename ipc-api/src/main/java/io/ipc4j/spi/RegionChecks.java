package io.ipc4j.spi;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.error.IpcUsageException;
import java.time.Duration;

/**
 * What every transport checks of the objects inside its regions, with the same words. For
 * implementations of {@link AbstractRegion}; stateless.
 */
public final class RegionChecks {
  private RegionChecks() {}

  /**
   * Refuses a parameter that no such object can have.
   *
   * @param region the region's name
   * @param kind what the object is, such as {@code semaphore}
   * @param name the object's name
   * @param parameter what the value is, such as {@code permits}
   * @param value the value
   * @param least the smallest that is possible
   * @param most the largest that is possible
   * @return the value
   * @throws IpcUsageException if the value is not possible
   */
  public static int parameter(
      String region, String kind, String name, String parameter, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IpcUsageException(
          ErrorIds.BAD_VALUE,
          ErrorText.of("region", region)
              .and(kind, name)
              .and(parameter, value)
              .problem("not possible")
              .allowed(least + " to " + most)
              .text());
    }
    return value;
  }

  /**
   * Refuses a name that stands for something else already.
   *
   * @param region the region's name
   * @param name the object's name
   * @param there what it stands for, such as {@code semaphore with permits=3}
   * @param asked what was asked for
   * @throws IpcUsageException if the two differ
   */
  public static void sameObject(String region, String name, String there, String asked) {
    if (!there.equals(asked)) {
      throw new IpcUsageException(
          ErrorIds.REGION_OBJECT,
          ErrorText.of("region", region)
              .and("name", name)
              .problem("it is a " + there + ", asked for was a " + asked)
              .remedy("Ask for what it is, or choose another name")
              .text());
    }
  }

  /**
   * The error of a wait in vain.
   *
   * @param region the region's name
   * @param kind what the object is, such as {@code semaphore}
   * @param name the object's name
   * @param timeout how long was waited
   * @param what what was waited for, with who holds it where that is known
   * @return the error to throw
   */
  public static IpcTimeoutException timedOut(
      String region, String kind, String name, Duration timeout, String what) {
    return new IpcTimeoutException(
        ErrorIds.TIMEOUT,
        ErrorText.of("region", region)
            .and(kind, name)
            .problem("waited " + text(timeout) + " for " + what)
            .text());
  }

  private static String text(Duration timeout) {
    return timeout.compareTo(Duration.ofSeconds(1)) < 0
        ? timeout.toMillis() + "ms"
        : timeout.toSeconds() + "s";
  }
}
