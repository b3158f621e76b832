package io.ipc4j.error;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Composes the one form of sentence that all errors of the framework and of transports have: {@code
 * what=value (source): what is wrong. Allowed: .... What to do. Did you mean this?}
 *
 * <p>Each part but the first is optional, and parts appear in the order of the calls. Values are
 * escaped and abbreviated, so that text from outside can neither break a line of a log nor fill it.
 * For use by one thread.
 */
public final class ErrorText {

  private static final int MAX_VALUE_LENGTH = 120;
  private static final int MAX_SOURCE_LENGTH = 400;
  private static final int MAX_SENTENCE_LENGTH = 2000;
  private static final int MAX_LISTED = 24;
  private static final int MAX_CHANGES = 4;
  private static final int MAX_COMPARED_LENGTH = 256;

  private final StringBuilder text = new StringBuilder();
  private boolean problemStated;

  private ErrorText() {}

  /** Begins with {@code key=value}. */
  public static ErrorText of(String key, Object value) {
    return new ErrorText().and(key, value);
  }

  /** Begins with a thing that has no value, such as {@code ipc.transport} or {@code system}. */
  public static ErrorText of(String what) {
    ErrorText result = new ErrorText();
    result.text.append(clean(what));
    return result;
  }

  /** Adds another {@code key=value} of the subject; only before {@link #problem}. */
  public ErrorText and(String key, Object value) {
    if (problemStated) {
      throw new IllegalStateException("the subject is complete once the problem is stated");
    }
    if (!text.isEmpty()) {
      text.append(' ');
    }
    text.append(clean(key)).append('=').append(clean(String.valueOf(value)));
    return this;
  }

  /** Says in parentheses where the subject came from; only before {@link #problem}. */
  public ErrorText from(Object source) {
    text.append(" (").append(clean(source.toString(), MAX_SOURCE_LENGTH)).append(')');
    return this;
  }

  /** States what is wrong, as half a sentence. */
  public ErrorText problem(String problem) {
    text.append(problemStated ? " " : ": ");
    problemStated = true;
    return sentence(problem);
  }

  /** States what is allowed: {@code Allowed: 0s to 1h.} */
  public ErrorText allowed(String allowed) {
    return labelled("Allowed", allowed);
  }

  /** Adds {@code Label: text.} */
  public ErrorText labelled(String label, String value) {
    text.append(' ').append(label).append(": ");
    return sentence(value);
  }

  /**
   * Adds {@code Label: a, b, c.}, sorted, or {@code Label: none.}; of more than 24, says how many
   * are left out.
   */
  public ErrorText list(String label, Collection<String> values) {
    SortedSet<String> sorted = new TreeSet<>(values);
    String listed =
        sorted.stream().limit(MAX_LISTED).map(ErrorText::clean).collect(Collectors.joining(", "));
    text.append(' ').append(label).append(": ").append(sorted.isEmpty() ? "none" : listed);
    if (sorted.size() > MAX_LISTED) {
      text.append(" and ").append(sorted.size() - MAX_LISTED).append(" more");
    }
    text.append('.');
    return this;
  }

  /** Says what to do, as a sentence. */
  public ErrorText remedy(String remedy) {
    text.append(' ');
    return sentence(remedy);
  }

  private ErrorText sentence(String sentence) {
    text.append(clean(sentence, MAX_SENTENCE_LENGTH));
    if (!sentence.endsWith(".")) {
      text.append('.');
    }
    return this;
  }

  /** Adds {@code Did you mean X?} if a candidate is near to what was written. */
  public ErrorText didYouMean(String written, Collection<String> candidates) {
    nearest(written, candidates)
        .ifPresent(near -> text.append(" Did you mean ").append(clean(near)).append('?'));
    return this;
  }

  /** The sentence composed so far. */
  public String text() {
    return text.toString();
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }

  /**
   * The value as it may stand in a message: control characters, line separators, characters that
   * change the direction of text and lone surrogates are written as {@code \\uXXXX}, and what is
   * longer than 120 characters is abbreviated with its length.
   */
  public static String clean(String value) {
    return clean(value, MAX_VALUE_LENGTH);
  }

  private static String clean(String value, int maxLength) {
    int kept = Math.min(value.length(), maxLength);
    if (kept < value.length() && Character.isHighSurrogate(value.charAt(kept - 1))) {
      kept--;
    }
    StringBuilder result = new StringBuilder(kept);
    for (int i = 0; i < kept; ) {
      int point = value.codePointAt(i);
      appendSafe(result, point);
      i += Character.charCount(point);
    }
    if (kept < value.length()) {
      result.append("... (").append(value.length()).append(" characters)");
    }
    return result.toString();
  }

  private static void appendSafe(StringBuilder result, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED -> {
        for (char unit : Character.toChars(point)) {
          result.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
      }
      default -> result.appendCodePoint(point);
    }
  }

  /**
   * The candidate that is nearest to what was written, if one is near enough to be meant: at most
   * one change (a character inserted, deleted, replaced, or two neighbours exchanged) per three
   * characters, but always one and never more than four; case does not count. Of equally near ones,
   * the first in alphabetical order.
   */
  public static Optional<String> nearest(String written, Collection<String> candidates) {
    if (written.length() > MAX_COMPARED_LENGTH) {
      return Optional.empty();
    }
    String wanted = written.toLowerCase(Locale.ROOT);
    int best = Math.clamp(wanted.length() / 3, 1, MAX_CHANGES) + 1;
    Optional<String> nearest = Optional.empty();
    for (String candidate : new TreeSet<>(candidates)) {
      if (Math.abs(candidate.length() - wanted.length()) >= best) {
        continue;
      }
      int distance = EditDistance.between(wanted, candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }
}
