package io.ipc4j.shm.point;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Each place where a process is about to do something that others can see: a store to shared
 * memory, or a system call. Dying at all of them means dying in every state that can be left.
 *
 * <p>A point stands directly before what it is named after, and at one place in the code only; a
 * test refuses a store or a call that has none. Numbers are for good: a new point gets a new one.
 *
 * <p>Off, which is normal, a point is compiled to nothing. The system property {@code
 * ipc.shm.points=true} switches all of them on when this class is initialised; then they tell a
 * listener, which kills or stops its process in tests. Thread safe.
 */
public enum CrashPoint {
  // --- System calls ---

  GETEUID(101),
  MKDIR(102),
  RMDIR(103),
  OPEN(104),
  CLOSE(105),
  STATX(106),
  FCNTL(107),
  RESERVE(108),
  MMAP(109),
  MUNMAP(110),
  LINK(111),
  UNLINK(112),
  MSYNC(113),
  FSYNC(114),
  FUTEX(115),
  MEMBARRIER(116),
  PIDFD_OPEN(117),
  EVENTFD(118),
  EVENTFD_READ(119),
  EVENTFD_WRITE(120),
  POLL(121),
  RENAME(122),
  GETTID(123),
  ROBUST_LIST_GET(124),
  ROBUST_LIST_SET(125),
  FUTEX_WAITV(126),

  // --- The header of a file in the making ---

  HEADER_VERSION(201),
  HEADER_BYTE_ORDER(202),
  HEADER_KIND(203),
  HEADER_BYTES(204),
  HEADER_SIZE(205),
  HEADER_CREATOR(206),
  HEADER_CREATED(207),
  HEADER_NUMBER(208),
  HEADER_TEXT_LENGTH(209),
  HEADER_TEXT(210),
  HEADER_CHECKSUM(211),
  HEADER_MAGIC(212),

  // --- Sessions and bells ---

  SESSION_SLOT(301),
  SESSION_PID(302),
  SESSION_STARTED(303),
  SESSION_NAME_LENGTH(304),
  SESSION_NAME(305),
  SESSION_DESCRIBED(306),
  SESSION_PID_NAMESPACE(308),
  SESSION_DESCRIPTOR(309),
  SESSION_LIFE_CLEAR(310),
  SESSION_LIFE(311),
  SESSION_LIFE_ENDED(312),
  BELL_RING(307),

  // --- The control file of a channel ---

  CONTROL_LANES(401),
  CONTROL_READERS(402),
  CONTROL_MEMBER(403),
  CONTROL_ASLEEP(404),
  CONTROL_SLEEPER(405),
  CONTROL_AWAKE(406),
  CONTROL_WAKE(407),
  CONTROL_ENTER(408),
  CONTROL_END(409),
  CONTROL_DIED(410),

  // --- Lanes ---

  SEND_PAYLOAD(501),
  LINK_PAYLOAD(502),
  LANE_CLEAR(503),
  LANE_PUBLISH(504),
  LANE_TAKEN(505),
  LANE_CURSOR(506),
  LANE_ADMIT_TAKEN(507),
  LANE_ADMIT_CURSOR(508),
  LANE_ADMIT_START(509),
  LANE_ADMIT(510),
  LANE_WANT(511),
  LANE_ASLEEP(512),
  LANE_WAKE(513),
  LANE_CLOSE(514),
  LANE_ACCEPT(515),
  LANE_READER_ENDED(516),
  LANE_BACK(517),
  SEND_LARGE(518),
  LINK_LARGE(519),
  LANE_EMPTY(520),
  LANE_CLAIM(521),
  LANE_DONE(522),
  LANE_RETURN(523),
  LANE_ADVANCE(524),
  SHARED_PAYLOAD(525),
  LANE_EVICT(531),
  LANE_EXPECT(532),
  LANE_MISS(533),
  KEPT_PAYLOAD(534),

  // --- Regions ---

  ENTRY_KEY(601),
  ENTRY_NAME(602),
  ENTRY_NAME_LENGTH(603),
  ENTRY_KIND(604),
  ENTRY_STATE(605),
  ENTRY_ADD(606),
  ENTRY_WRITER(607),
  ENTRY_WAITED(608),
  ENTRY_NOT_WAITED(609),
  RECORD_OWNER(610),
  RECORD_CLAIM(611);

  private static final boolean ON = Boolean.getBoolean("ipc.shm.points");
  private static volatile @Nullable Consumer<CrashPoint> listener;

  private final int number;

  CrashPoint(int number) {
    this.number = number;
  }

  /** The number that means this point for good. */
  public int number() {
    return number;
  }

  /** Says that the calling thread has come here. */
  public void reach() {
    if (ON) {
      tell();
    }
  }

  private void tell() {
    Consumer<CrashPoint> told = listener;
    if (told != null) {
      told.accept(this);
    }
  }

  /**
   * Sets who is told from now on, on the thread that comes to a point and before it goes on.
   *
   * @param told null for nobody
   * @throws IllegalStateException if the points are off
   */
  public static void listen(@Nullable Consumer<CrashPoint> told) {
    if (!ON) {
      throw new IllegalStateException("start java with -Dipc.shm.points=true");
    }
    listener = told;
  }
}
