package io.ipc4j.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.shm.process.Child;
import io.ipc4j.spi.Availability;
import io.ipc4j.spi.TransportProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The provider is found, and says why it can't work where it can't. */
final class ShmProviderTest {
  @Test
  void theServiceLoaderFindsIt() {
    assertThat(ServiceLoader.load(TransportProvider.class))
        .anyMatch(provider -> provider instanceof ShmProvider);
  }

  @Test
  void itIsAvailableWithNativeAccess() {
    assertThat(availability("--enable-native-access=ALL-UNNAMED")).isEqualTo("true");
  }

  @Test
  void withoutNativeAccessItNamesTheFlag() {
    assertThat(availability("-Dunused=1"))
        .isEqualTo(
            "false native access is not enabled: start java with"
                + " --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void anotherSystemOrProcessorIsNamed() {
    assertThat(availability("-Dos.name=Mac OS X")).isEqualTo("false needs Linux: os.name=Mac OS X");
    assertThat(availability("-Dos.arch=riscv64"))
        .isEqualTo("false needs a 64-bit x86 or ARM processor: os.arch=riscv64");
  }

  private static String availability(String option) {
    try (Child child = Child.start(List.of(option), Asker.class)) {
      String answer = child.hear("available");
      assertThat(child.awaitEnd()).isZero();
      return answer;
    }
  }

  /** Asks the provider in a virtual machine of its own. */
  static final class Asker {
    private Asker() {}

    public static void main(String[] args) {
      Availability answer = new ShmProvider().availability();
      System.out.println(("available " + answer.available() + " " + answer.reason()).strip());
    }
  }
}
