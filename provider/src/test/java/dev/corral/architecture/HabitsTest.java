package dev.corral.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static dev.corral.architecture.Accesses.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** What the product's code does nowhere, or in one named place. */
@AnalyzeClasses(locations = ProductClasses.class)
class HabitsTest {

  private static final DescribedPredicate<JavaAccess<?>> SYSTEM_PROPERTIES =
      to(System.class, "getProperty|getProperties")
          .or(to(Boolean.class, "getBoolean"))
          .or(to(Integer.class, "getInteger"))
          .or(to(Long.class, "getLong"))
          .as("system properties");

  private static final DescribedPredicate<JavaAccess<?>> ENVIRONMENT =
      to(System.class, "getenv").as("environment variables");

  @ArchTest static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  @ArchTest
  static final ArchRule logsAreSlf4js =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging");

  @ArchTest
  static final ArchRule pausesAreMadeInFewPlaces =
      noClasses()
          .that(
              areNot(
                  "dev.corral.internal.engine.Waits",
                  "dev.corral.internal.redis.Lane",
                  "dev.corral.internal.redis.LaneReader",
                  "dev.corral.internal.redis.Router",
                  "dev.corral.internal.jcache.Maintenance"))
          .should(accessTargetWhere(Accesses.PAUSES));

  /** So that the TCK, and every test, runs what production runs. */
  @ArchTest
  static final ArchRule systemPropertiesChangeNothing_exceptTheDefaultUri =
      noClasses()
          .that(areNot("dev.corral.internal.config.DefaultUri"))
          .should(accessTargetWhere(SYSTEM_PROPERTIES));

  /**
   * The manager's settings pass the environment on to the configuration file, which may name it.
   */
  @ArchTest
  static final ArchRule environmentIsReadByTheConfigurationOnly =
      noClasses()
          .that(
              areNot(
                  "dev.corral.internal.config.DefaultUri",
                  "dev.corral.internal.config.ManagerSettings"))
          .should(accessTargetWhere(ENVIRONMENT));

  @ArchTest
  static void everyPackage_isNullMarked(JavaClasses classes) {
    assertThat(classes.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(HabitsTest::isNullMarked);
  }

  private static boolean isNullMarked(JavaPackage javaPackage) {
    return javaPackage
        .tryGetPackageInfo()
        .filter(info -> info.isAnnotatedWith(NullMarked.class))
        .isPresent();
  }

  /** Not these classes, nor those nested in them. */
  private static DescribedPredicate<JavaClass> areNot(String... names) {
    List<String> all = List.of(names);
    return DescribedPredicate.describe(
        "are not " + all, type -> !all.contains(type.getName().replaceFirst("\\$.*", "")));
  }
}
