package io.ipc4j.config;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The known keys, and which of them a setting means. Immutable. */
final class Catalogue {

  /** The name that stands for all names that have no value of their own. */
  static final String ANY = "*";

  private final Map<String, ConfigKey<?>> keys;

  /**
   * What a setting means.
   *
   * @param key the key
   * @param name the name in the placeholder's place, or null if the key has no placeholder
   */
  record Match(ConfigKey<?> key, @Nullable String name) {

    /** The key's name with the name in the placeholder's place. */
    String fullName() {
      return name == null ? key.name() : key.nameFor(name);
    }
  }

  Catalogue(Collection<? extends ConfigKey<?>> declared) {
    Map<String, ConfigKey<?>> byName = new LinkedHashMap<>();
    for (ConfigKey<?> key : declared) {
      ConfigKey<?> other = byName.putIfAbsent(key.name(), key);
      if (other != null && other != key) {
        throw new IpcConfigException(
            ErrorIds.PROVIDER_FAILED,
            ErrorText.of("key", key.name()).problem("is declared twice").text());
      }
    }
    keys = Collections.unmodifiableMap(byName);
  }

  Collection<ConfigKey<?>> keys() {
    return keys.values();
  }

  boolean contains(ConfigKey<?> key) {
    return keys.containsKey(key.name());
  }

  Match match(Setting setting) {
    return setting.source().kind() == ConfigSource.Kind.ENVIRONMENT
        ? matchVariable(setting)
        : matchKey(setting);
  }

  private Match matchKey(Setting setting) {
    ConfigKey<?> plain = keys.get(setting.key());
    if (plain != null && !plain.isPerName()) {
      return new Match(plain, null);
    }
    ConfigKey<?> key =
        keys.values().stream()
            .filter(candidate -> nameIn(candidate, setting.key()) != null)
            .max(Comparator.comparingInt(candidate -> candidate.name().length()))
            .orElseThrow(() -> unknown(setting));
    String name = nameIn(key, setting.key());
    if (name == null || !(name.equals(ANY) || Names.isValid(name))) {
      throw new IpcConfigException(
          ErrorIds.BAD_NAME,
          subject(setting).problem("not a valid name in the key").allowed(Names.ALLOWED).text());
    }
    return new Match(key, name);
  }

  private static @Nullable String nameIn(ConfigKey<?> key, String written) {
    return key.isPerName() ? between(key.prefix(), written, key.suffix()) : null;
  }

  private static @Nullable String between(String prefix, String text, String suffix) {
    boolean fits =
        text.length() > prefix.length() + suffix.length()
            && text.startsWith(prefix)
            && text.endsWith(suffix);
    return fits ? text.substring(prefix.length(), text.length() - suffix.length()) : null;
  }

  private Match matchVariable(Setting setting) {
    List<Match> matches = new ArrayList<>();
    for (ConfigKey<?> key : keys.values()) {
      Match match = matchVariable(key, setting.key());
      if (match != null) {
        matches.add(match);
      }
    }
    if (matches.isEmpty()) {
      throw unknown(setting);
    }
    if (matches.size() > 1) {
      List<String> names = new ArrayList<>();
      matches.forEach(match -> names.add(match.key().name()));
      throw new IpcConfigException(
          ErrorIds.UNKNOWN_KEY,
          subject(setting)
              .problem("the variable fits several keys")
              .list("Keys", names)
              .remedy("Set the key in a file or as a system property instead")
              .text());
    }
    return matches.getFirst();
  }

  private static @Nullable Match matchVariable(ConfigKey<?> key, String variable) {
    if (!key.isPerName()) {
      return Variables.nameOf(key.name()).equals(variable) ? new Match(key, null) : null;
    }
    String name = between(Variables.nameOf(key.prefix()), variable, Variables.nameOf(key.suffix()));
    String lowerCase = name == null ? null : Variables.toName(name);
    return lowerCase != null && Names.isValid(lowerCase) ? new Match(key, lowerCase) : null;
  }

  private IpcConfigException unknown(Setting setting) {
    boolean variable = setting.source().kind() == ConfigSource.Kind.ENVIRONMENT;
    List<String> candidates = new ArrayList<>();
    for (ConfigKey<?> key : keys.values()) {
      candidates.add(
          variable
              ? likeIn(Variables.nameOf(key.name()), setting.key(), "_")
              : likeIn(key.name(), setting.key(), "."));
    }
    ErrorText text =
        subject(setting).problem(variable ? "not a known variable" : "not a known key");
    if (ErrorText.nearest(setting.key(), candidates).isEmpty()) {
      text.remedy("The keys of a transport are known only while it is installed");
    }
    return new IpcConfigException(
        ErrorIds.UNKNOWN_KEY, text.didYouMean(setting.key(), candidates).text());
  }

  /** The key's name with the placeholder replaced by the segment that was written there. */
  private static String likeIn(String keyName, String written, String separator) {
    List<String> segments = new ArrayList<>(List.of(keyName.split("[" + separator + "]", -1)));
    String[] writtenSegments = written.split("[" + separator + "]", -1);
    int place = segments.indexOf(ConfigKey.PLACEHOLDER);
    if (place >= 0 && place < writtenSegments.length - 1) {
      segments.set(place, writtenSegments[place]);
    }
    return String.join(separator, segments);
  }

  private static ErrorText subject(Setting setting) {
    return ErrorText.of(setting.key(), setting.value()).from(setting.source());
  }
}
