package io.ipc4j.error;

import java.util.regex.Pattern;

/**
 * A documented kind of failure.
 *
 * @param id {@code area/what} in lower case, such as {@code ipc/unknown-transport}; the area is
 *     {@code ipc} for the framework and the transport's name for its own ids
 * @param meaning what happened, as sentences
 * @param remedy what to do about it, as sentences
 */
public record ErrorId(String id, String meaning, String remedy) {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]*/[a-z][a-z0-9-]*");

  /** Checks the form of the id and that it is documented. */
  public ErrorId {
    if (!FORM.matcher(id).matches()) {
      throw new IllegalArgumentException("error id=" + id + ": must be area/what in lower case");
    }
    if (meaning.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("error id=" + id + ": needs a meaning and a remedy");
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
