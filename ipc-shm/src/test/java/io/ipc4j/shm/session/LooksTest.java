package io.ipc4j.shm.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LooksTest {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @Test
  void nothingIsDueBeforeAPeriodIsOver() {
    Looks looks = new Looks(HOUR);
    looks.add(() -> {});
    assertThat(looks.due()).isEmpty();
    assertThat(looks.left()).isPositive().isLessThanOrEqualTo(HOUR);
  }

  @Test
  void whatIsDueIsCalledOnceAPeriod() {
    Looks looks = new Looks(0);
    Runnable look = () -> {};
    looks.add(look);
    looks.add(look);
    assertThat(looks.due()).containsExactly(look);
    looks.remove(look);
    assertThat(looks.due()).isEmpty();
    assertThat(looks.isEmpty()).isTrue();
  }
}
