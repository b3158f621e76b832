package io.ipc4j.shm.channel;

import io.ipc4j.shm.lane.LongFile;
import io.ipc4j.shm.lane.PoolFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a lane's file: {@code lane-MEMBER-N}, and {@code back-MEMBER-N} for the replies to
 * that lane. With {@code .pool} behind it is that of the lane's pool.
 *
 * @param back whether it carries replies
 * @param member who writes the lane, or gets the replies
 * @param number tells the lanes of one member apart
 */
record LaneName(boolean back, long member, long number) {
  private static final Pattern FORM = Pattern.compile("(lane|back)-([0-9a-f]{1,16})-([0-9]{1,18})");

  /** What a file's name says. */
  static Optional<LaneName> of(Path file) {
    Matcher matcher = FORM.matcher(String.valueOf(file.getFileName()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new LaneName(
            matcher.group(1).equals("back"),
            Long.parseUnsignedLong(matcher.group(2), 16),
            Long.parseLong(matcher.group(3))));
  }

  /** What the name of a file or of its lane says, whose pool or long message it is. */
  static Optional<LaneName> ofAny(Path file) {
    return of(PoolFile.laneOf(file).or(() -> LongFile.laneOf(file)).orElse(file));
  }

  /** The file in a channel's directory. */
  Path in(Path directory) {
    return directory.resolve((back ? "back-" : "lane-") + Long.toHexString(member) + '-' + number);
  }

  /** The name of the lane of replies to this one. */
  LaneName toBack() {
    return new LaneName(true, member, number);
  }
}
