package io.ipc4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.File;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A module of the reactor, with all that its main code may depend on beside itself and the JDK. */
enum Module {
  API("ipc-api", List.of(), "com.google.inject..", "jakarta.inject.."),
  TESTS("ipc-tests", List.of(API), "org.junit..", "org.opentest4j..", "org.assertj.."),
  SHM("ipc-shm", List.of(API)),
  MSG("ipc-msg", List.of(API)),
  AERON("ipc-aeron", List.of(API), "io.aeron..", "org.agrona.."),
  EXAMPLES(
      "ipc-examples",
      List.of(API),
      "com.google.common..",
      "com.google.gson..",
      "com.google.inject..",
      "jakarta.inject..",
      "org.HdrHistogram..",
      "org.jline..",
      "picocli..");

  /** No {@code sun.misc} (Unsafe) and no {@code jdk.internal}. */
  private static final String[] JDK = {
    "java..", "javax..", "jdk.jfr..", "jdk.net..", "com.sun.management..", "org.jspecify.."
  };

  final String folder;
  private final List<Module> modules;
  private final String[] libraries;

  Module(String folder, List<Module> modules, String... libraries) {
    this.folder = folder;
    this.modules = modules;
    this.libraries = libraries;
  }

  /** Tells a class of this module by where it was loaded from: its folder or its jar. */
  DescribedPredicate<JavaClass> owns() {
    return describe(
        "are of " + folder, type -> type.getSource().filter(s -> holds(s.getUri())).isPresent());
  }

  private boolean holds(URI uri) {
    String place = uri.toString();
    return place.contains("/" + folder + "/target/") && !place.contains("/test-classes/");
  }

  DescribedPredicate<JavaClass> mayUse() {
    DescribedPredicate<JavaClass> named =
        owns().or(resideInAnyPackage(JDK)).or(resideInAnyPackage(libraries));
    for (Module module : modules) {
      named = named.or(module.owns());
    }
    DescribedPredicate<JavaClass> allowed = named;
    return describe(
        "are its own, of the JDK, of %s, or of %s"
            .formatted(modules.stream().map(m -> m.folder).toList(), List.of(libraries)),
        type -> {
          JavaClass element = type.getBaseComponentType();
          return element.isPrimitive() || allowed.test(element);
        });
  }

  /** The module as the Java runtime finds it in its folder or jar on this test's class path. */
  ModuleReference found() {
    Path place =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(path -> holds(path.toUri()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(folder + " is not on the class path"));
    return ModuleFinder.of(place).findAll().iterator().next();
  }
}
