package dev.corral.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Looks behind the green of a TCK run: that all of it ran, and nothing was left out in silence. */
@RunWith(Parameterized.class)
public class TckOutcomeTest {

  private static final int TESTS_OF_THE_TCK = 491;
  private static final int ANNOTATION_TESTS = 12;

  private final String deployment;
  private final TckReport report;
  private final RunFacts facts;

  public TckOutcomeTest(String deployment) throws Exception {
    Path folder = Path.of(System.getProperty("tck.reports"), deployment);
    this.deployment = deployment;
    this.report = TckReport.read(folder);
    this.facts = RunFacts.read(folder);
  }

  @Parameters(name = "{0}")
  public static List<String> deployments() {
    return List.of(System.getProperty("tck.deployments").split(","));
  }

  @Test
  public void tck_isRunWhole_withoutFailure() {
    System.out.printf(
        "TCK %s (Redis %s, JDK %s): %d run, %d failed, %d errors, %d annotation tests executed%n",
        deployment,
        facts.redisVersion(),
        facts.javaVersion(),
        report.tests().size(),
        report.failures(),
        report.errors(),
        executedAnnotationTests());

    assertThat(report.failures()).as("failures").isZero();
    assertThat(report.errors()).as("errors").isZero();
    assertThat(report.skipped()).as("skipped").isZero();
    assertThat(report.tests()).hasSize(TESTS_OF_THE_TCK);
    assertThat(facts.testsRun()).as("tests of the last run").isEqualTo(TESTS_OF_THE_TCK);
  }

  @Test
  public void annotationTests_areReallyExecuted() {
    assertThat(executedAnnotationTests()).isEqualTo(ANNOTATION_TESTS);
  }

  /** So that the unwrap tests ran too: the TCK excludes them if it is not told the classes. */
  @Test
  public void tckExcludesNothing_exceptItsDummyAndStoreByReference() {
    assertThat(facts.excluded())
        .filteredOn(test -> !isOfStoreByReference(test))
        .containsExactly("org.jsr107.tck.CachingTest#dummyTest");
  }

  /** The TCK excludes these itself if the provider does not support that optional feature. */
  private static boolean isOfStoreByReference(String test) {
    return test.startsWith("org.jsr107.tck.StoreByReferenceTest#")
        || test.equals(
            "org.jsr107.tck.TypesTest#simpleAPINoGenericsAndNoTypeEnforcementStoreByReference");
  }

  private long executedAnnotationTests() {
    boolean excluded = facts.excluded().stream().anyMatch(TckOutcomeTest::isOfAnnotations);
    return excluded ? 0 : report.tests().stream().filter(TckOutcomeTest::isOfAnnotations).count();
  }

  private static boolean isOfAnnotations(String test) {
    return test.startsWith("org.jsr107.tck.annotation.");
  }
}
