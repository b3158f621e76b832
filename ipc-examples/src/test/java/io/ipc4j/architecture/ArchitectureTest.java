package io.ipc4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between modules and packages point where the architecture says, and nowhere else. */
final class ArchitectureTest {

  private static final String PROVIDER = "io.ipc4j.spi.TransportProvider";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(place -> !place.contains("/test-classes/"))
          .importPackages("io.ipc4j");

  @ParameterizedTest
  @EnumSource
  void eachModuleDependsOnlyOnWhatItsArrowsAllow(Module module) {
    classes().that(module.owns()).should().onlyDependOnClassesThat(module.mayUse()).check(MAIN);
  }

  @Test
  void internalsAreUsedByTheirOwnModuleAlone() {
    noClasses()
        .that(Module.API.owns().negate())
        .should()
        .dependOnClassesThat(resideInAPackage("io.ipc4j.internal.."))
        .check(MAIN);
  }

  @Test
  void theFrameworkIsCompleteWithoutGuice() {
    noClasses()
        .that(Module.EXAMPLES.owns().negate())
        .and(resideOutsideOfPackage("io.ipc4j.guice.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.ipc4j.guice..", "com.google..", "jakarta.inject.."))
        .check(MAIN);
  }

  /** NullAway looks at no other package. */
  @Test
  void everyPackageIsNullMarked() {
    assertThat(MAIN.stream().map(JavaClass::getPackage).collect(toSet()))
        .allMatch(place -> place.isAnnotatedWith(NullMarked.class));
  }

  /** The tool carries it without the libraries of the kit. */
  @Test
  void theInProcessTransportNeedsNoTestLibrary() {
    noClasses()
        .that()
        .resideInAPackage("io.ipc4j..inproc..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.junit..", "org.opentest4j..", "org.assertj.."))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "stdio", "uds", "tcp", "mq"})
  void transportsOfOneModuleShareAnEngineAndNotEachOther(String transport) {
    String[] others =
        Set.of("pipe", "stdio", "uds", "tcp", "mq").stream()
            .filter(other -> !other.equals(transport))
            .map(other -> "io.ipc4j.msg." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("io.ipc4j.msg." + transport + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHM", "MSG", "AERON"})
  void aTransportModuleExportsNothing(Module module) {
    assertThat(module.found().descriptor().exports()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theClassPathSeesTheProvidersThatTheModulePathSees(Module module) throws IOException {
    ModuleReference found = module.found();
    Set<String> provided =
        found.descriptor().provides().stream()
            .filter(provides -> provides.service().equals(PROVIDER))
            .map(Provides::providers)
            .collect(HashSet::new, Set::addAll, Set::addAll);
    assertThat(registered(found)).isEqualTo(provided);
  }

  private static Set<String> registered(ModuleReference module) throws IOException {
    try (var reader = module.open()) {
      InputStream services = reader.open("META-INF/services/" + PROVIDER).orElse(null);
      if (services == null) {
        return Set.of();
      }
      try (services) {
        return new String(services.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .collect(toSet());
      }
    }
  }
}
