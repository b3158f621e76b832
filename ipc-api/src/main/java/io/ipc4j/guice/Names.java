package io.ipc4j.guice;

import java.lang.annotation.Annotation;

/** Instances of the qualifiers, equal to those that the compiler makes. */
final class Names {
  private Names() {}

  static Channel channel(String name) {
    return new ChannelValue(name);
  }

  static RegionName region(String name) {
    return new RegionNameValue(name);
  }

  /** The hash code that {@link Annotation#hashCode} prescribes for one member. */
  private static int hash(String value) {
    return (127 * "value".hashCode()) ^ value.hashCode();
  }

  @SuppressWarnings({"BadAnnotationImplementation", "ClassExplicitlyAnnotation"})
  private record ChannelValue(String value) implements Channel {
    @Override
    public Class<? extends Annotation> annotationType() {
      return Channel.class;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Channel channel && channel.value().equals(value);
    }

    @Override
    public int hashCode() {
      return hash(value);
    }

    @Override
    public String toString() {
      return "@Channel(\"" + value + "\")";
    }
  }

  @SuppressWarnings({"BadAnnotationImplementation", "ClassExplicitlyAnnotation"})
  private record RegionNameValue(String value) implements RegionName {
    @Override
    public Class<? extends Annotation> annotationType() {
      return RegionName.class;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RegionName region && region.value().equals(value);
    }

    @Override
    public int hashCode() {
      return hash(value);
    }

    @Override
    public String toString() {
      return "@RegionName(\"" + value + "\")";
    }
  }
}
