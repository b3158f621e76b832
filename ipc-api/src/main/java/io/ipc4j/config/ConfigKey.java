package io.ipc4j.config;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcConfigException;
import io.ipc4j.error.IpcUsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A documented, typed key of the configuration: its name, what is allowed, its default and its
 * meaning. Immutable; the methods that say what holds without a value return a changed copy.
 *
 * <p>A name is dotted lower-case words that begin with {@code ipc.}. One segment may be the
 * placeholder {@code NAME}: then the key exists once for each name, as {@code
 * ipc.channel.NAME.policy} does for each channel.
 *
 * @param <T> the type of its values
 */
public final class ConfigKey<T> {

  /** The segment of a name that stands for the name of a channel or region. */
  public static final String PLACEHOLDER = "NAME";

  private static final String HIDDEN = "(hidden)";

  private static final Pattern FORM =
      Pattern.compile("ipc(\\.[a-z][a-z0-9-]*)*(\\.NAME)?(\\.[a-z][a-z0-9-]*)+");

  private final String name;
  private final ValueType<T> type;
  private final String meaning;
  private final @Nullable T defaultValue;
  private final @Nullable ConfigKey<T> fallback;
  private final String absence;
  private final boolean secret;

  private ConfigKey(
      String name,
      ValueType<T> type,
      String meaning,
      @Nullable T defaultValue,
      @Nullable ConfigKey<T> fallback,
      String absence,
      boolean secret) {
    this.name = name;
    this.type = type;
    this.meaning = meaning;
    this.defaultValue = defaultValue;
    this.fallback = fallback;
    this.absence = absence;
    this.secret = secret;
  }

  private static <T> ConfigKey<T> of(String name, ValueType<T> type, String meaning) {
    if (!FORM.matcher(name).matches()) {
      throw bad(name, "not a valid name of a key");
    }
    if (meaning.isBlank()) {
      throw bad(name, "has no meaning");
    }
    return new ConfigKey<>(name, type, meaning, null, null, "none", false);
  }

  private static IpcUsageException bad(String name, String problem) {
    return new IpcUsageException(
        ErrorIds.BAD_KEY, ErrorText.of("key", name).problem(problem).text());
  }

  /** A key whose values are any text that is not empty. */
  public static ConfigKey<String> string(String name, String meaning) {
    return of(name, ValueType.string(), meaning);
  }

  /** A key whose values obey the rule of {@link Names}. */
  public static ConfigKey<String> name(String name, String meaning) {
    return of(name, ValueType.name(), meaning);
  }

  /** A key whose values are {@code true} and {@code false}. */
  public static ConfigKey<Boolean> bool(String name, String meaning) {
    return of(name, ValueType.bool(), meaning);
  }

  /** A key whose values are whole numbers from {@code min} to {@code max}. */
  public static ConfigKey<Integer> integer(String name, String meaning, int min, int max) {
    return of(name, ValueType.integer(min, max), meaning);
  }

  /** A key whose values are whole numbers from {@code min} to {@code max}. */
  public static ConfigKey<Long> longInteger(String name, String meaning, long min, long max) {
    return of(name, ValueType.longInteger(min, max), meaning);
  }

  /** A key whose values are numbers of bytes, written as {@link Quantities} reads them. */
  public static ConfigKey<Long> size(String name, String meaning, long min, long max) {
    return of(name, ValueType.size(min, max), meaning);
  }

  /** A key whose values are durations, written as {@link Quantities} reads them. */
  public static ConfigKey<Duration> duration(
      String name, String meaning, Duration min, Duration max) {
    return of(name, ValueType.duration(min, max), meaning);
  }

  /** A key whose values are the constants of an enum, in lower case with hyphens. */
  public static <E extends Enum<E>> ConfigKey<E> words(String name, String meaning, Class<E> type) {
    return of(name, ValueType.words(type), meaning);
  }

  /** A key whose values are paths; a relative one starts at the working directory. */
  public static ConfigKey<Path> path(String name, String meaning) {
    return of(name, ValueType.path(), meaning);
  }

  /** The same key with a default. */
  public ConfigKey<T> withDefault(T value) {
    String written = type.formatter().apply(value);
    parse(written, ConfigSource.DEFAULT);
    return new ConfigKey<>(name, type, meaning, value, null, written, secret);
  }

  /**
   * The same key, which takes the value of another key where it has none itself.
   *
   * @param other a key without placeholder
   */
  public ConfigKey<T> withFallback(ConfigKey<T> other) {
    if (other.isPerName()) {
      throw bad(name, "falls back to a key that has a placeholder");
    }
    return new ConfigKey<>(name, type, meaning, null, other, "value of " + other.name, secret);
  }

  /**
   * The same key without a default.
   *
   * @param absence what holds where it has no value, for the documentation, such as {@code chosen
   *     by the transport}
   */
  public ConfigKey<T> withoutDefault(String absence) {
    return new ConfigKey<>(name, type, meaning, null, null, absence, secret);
  }

  /** The same key without a default, documented as required. */
  public ConfigKey<T> required() {
    return withoutDefault("required");
  }

  /** The same key, whose values are shown nowhere: neither in errors nor in what is explained. */
  public ConfigKey<T> secret() {
    return new ConfigKey<>(name, type, meaning, defaultValue, fallback, absence, true);
  }

  /** Whether its values are shown nowhere. */
  public boolean isSecret() {
    return secret;
  }

  /** The value as it may be shown. */
  String shown(String text) {
    return secret ? HIDDEN : text;
  }

  /** The name, with the placeholder if it has one. */
  public String name() {
    return name;
  }

  /** What the value decides, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What is allowed, such as {@code 4KiB to 1TiB} or {@code block, fail}. */
  public String allowed() {
    return type.allowed();
  }

  /** {@code bytes} or {@code time} for sizes and durations, else empty. */
  public String unit() {
    return type.unit();
  }

  /** The default, unless the key has none or takes another key's value. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** The key whose value holds where this one has none. */
  public Optional<ConfigKey<T>> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** What holds without a value, for people: the default as written, or words. */
  public String defaultText() {
    return absence;
  }

  /** Whether the name has a placeholder. */
  public boolean isPerName() {
    return name.contains("." + PLACEHOLDER + ".");
  }

  /** The name with {@code actual} in the place of the placeholder. */
  public String nameFor(String actual) {
    if (!isPerName()) {
      throw bad(name, "has no placeholder for a name");
    }
    return prefix() + actual + suffix();
  }

  /** What stands before the placeholder, with the dot; the whole name if there is none. */
  String prefix() {
    return isPerName() ? name.substring(0, name.indexOf("." + PLACEHOLDER + ".") + 1) : name;
  }

  /** What stands after the placeholder, with the dot; empty if there is none. */
  String suffix() {
    return isPerName() ? name.substring(prefix().length() + PLACEHOLDER.length()) : "";
  }

  /** The text that {@link #parse} reads as this value. */
  public String format(T value) {
    return type.formatter().apply(Objects.requireNonNull(value));
  }

  /**
   * Reads a value.
   *
   * @throws IpcConfigException if the text is not a value of this key, naming key, text and source
   */
  public T parse(String text, ConfigSource source) {
    return parse(name, text, source);
  }

  T parse(String writtenKey, String text, ConfigSource source) {
    String stripped = text.strip();
    ErrorText error = ErrorText.of(writtenKey, shown(text)).from(source);
    if (stripped.isEmpty()) {
      throw new IpcConfigException(
          type.error(), error.problem("is empty").allowed(type.allowed()).text());
    }
    try {
      return type.parser().apply(stripped);
    } catch (IllegalArgumentException e) {
      throw new IpcConfigException(
          type.error(),
          error
              .problem(Objects.requireNonNullElse(e.getMessage(), "not allowed"))
              .allowed(type.allowed())
              .didYouMean(stripped, type.words())
              .text());
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
