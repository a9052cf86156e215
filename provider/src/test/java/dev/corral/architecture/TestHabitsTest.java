package dev.corral.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What tests do not do. */
@AnalyzeClasses(locations = TestClasses.class)
class TestHabitsTest {

  @ArchTest
  static final ArchRule testsAwait_insteadOfSleeping =
      noClasses().should(accessTargetWhere(Accesses.PAUSES));

  /** By name, or this class would be the first to depend on them. */
  @ArchTest
  static final ArchRule testsAreNotSkipped =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "org\\.junit\\.jupiter\\.api\\.(Disabled|Assumptions|condition\\..*)"
                  + "|org\\.assertj\\.core\\.api\\.Assumptions");
}
