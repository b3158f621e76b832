package io.ipc4j.msg.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Descriptors do what the system says, and nothing after they were closed. */
@Timeout(300)
class DescriptorTest {
  private Posix.Pipe pipe;

  @BeforeEach
  void open() throws OsException {
    pipe = Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
  }

  @AfterEach
  void close() {
    pipe.input().close();
    pipe.output().close();
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  @Test
  void whatIsWrittenIsRead() throws OsException {
    ByteBuffer[] parts = {bytes(1, 2), bytes(), bytes(3)};
    assertThat(pipe.output().write(parts)).isEqualTo(3);
    assertThat(pipe.output().write(bytes(4))).isEqualTo(1);
    ByteBuffer read = ByteBuffer.allocateDirect(10);
    assertThat(pipe.input().read(read)).isEqualTo(4);
    assertThat(read.flip()).isEqualTo(bytes(1, 2, 3, 4));
    assertThat(parts[2].hasRemaining()).isFalse();
  }

  @Test
  void nothingToReadAndNoRoomAreNoErrors() throws OsException {
    assertThat(pipe.input().read(ByteBuffer.allocateDirect(8))).isZero();
    int size = Posix.control(pipe.output(), Posix.F_SETPIPE_SZ, 4096);
    assertThat(pipe.output().write(ByteBuffer.allocateDirect(2 * size))).isEqualTo(size);
    assertThat(pipe.output().write(bytes(1))).isZero();
  }

  @Test
  void theEndsOfAPipeLearnOfEachOther() throws OsException {
    pipe.output().close();
    assertThat(pipe.input().read(ByteBuffer.allocateDirect(8))).isEqualTo(-1);
    Posix.Pipe another = Posix.pipe(Posix.O_NONBLOCK | Posix.O_CLOEXEC);
    another.input().close();
    assertThatThrownBy(() -> another.output().write(bytes(1)))
        .isInstanceOfSatisfying(
            OsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE))
        .hasMessage("write: EPIPE");
    another.output().close();
  }

  @Test
  void aClosedDescriptorIsNotUsedAgain() {
    pipe.input().close();
    pipe.input().close();
    assertThatThrownBy(() -> pipe.input().read(ByteBuffer.allocateDirect(8)))
        .hasMessageContaining("closed here");
  }

  @Test
  void oneThatIsInUseIsClosedAfterwards() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Epoll epoll = new Epoll();
    epoll.want(pipe.input(), Epoll.IN);
    Thread waiting =
        new Thread(() -> {
          try {
            epoll.await(30_000, id -> {});
          } catch (OsException e) {
            failure.set(e);
          }
        });
    waiting.start();
    epoll.close();
    waiting.join(); // long before its time
    assertThatThrownBy(() -> epoll.await(0, id -> {})).hasMessageContaining("closed here");
    assertThat(failure.get())
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            late -> assertThat(late).hasMessageContaining("closed here"));
  }

  @Test
  void pollTellsWhatCame() throws OsException {
    assertThat(Posix.poll(pipe.input(), Posix.POLLIN, 0)).isZero();
    assertThat(pipe.output().write(bytes(1))).isEqualTo(1);
    assertThat(Posix.poll(pipe.input(), Posix.POLLIN, 1000)).isEqualTo(Posix.POLLIN);
    pipe.output().close();
    assertThat(Posix.poll(pipe.input(), 0, 1000)).isEqualTo(Posix.POLLHUP);
  }
}
