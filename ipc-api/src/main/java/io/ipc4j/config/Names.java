package io.ipc4j.config;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import java.util.regex.Pattern;

/**
 * The rule for names of channels, regions, namespaces and transports: 1 to 64 letters, digits,
 * dots, underscores or hyphens of ASCII, beginning with a letter or digit. Such a name is safe as a
 * file name and cannot leave its directory.
 */
public final class Names {

  static final String ALLOWED = "1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Names() {}

  /** Whether the name obeys the rule. */
  public static boolean isValid(String name) {
    return FORM.matcher(name).matches();
  }

  /**
   * Returns the name if it obeys the rule.
   *
   * @param what the kind of thing that has the name, for the message, such as {@code channel}
   * @throws IpcConfigException with the id {@code ipc/bad-name} if it does not
   */
  public static String require(String what, String name) {
    if (!isValid(name)) {
      throw new IpcConfigException(
          ErrorIds.BAD_NAME,
          ErrorText.of(what, name).problem("not a valid name").allowed(ALLOWED).text());
    }
    return name;
  }
}
