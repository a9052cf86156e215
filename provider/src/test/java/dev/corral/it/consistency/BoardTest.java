package dev.corral.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import javax.cache.Cache;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the board makes of changes, and readers of the board. */
class BoardTest {

  private static final long BOUND = 1_000_000_000;
  private static final int KEY = 1;

  @TempDir private Path folder;
  private Board board;
  private StalenessReader reader;

  @BeforeEach
  void open() throws IOException {
    Path file = folder.resolve("board");
    board = Board.open(file, 3);
    reader = reader(file, true);
  }

  private static StalenessReader reader(Path file, boolean judgesAbsence) throws IOException {
    StalenessPlan plan = new StalenessPlan(file, 3, Duration.ofNanos(BOUND), 1, 1, judgesAbsence);
    @SuppressWarnings("unchecked")
    Cache<String, String> unused =
        (Cache<String, String>)
            Proxy.newProxyInstance(
                BoardTest.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError(method);
                });
    return new StalenessReader(unused, Board.open(file, 3), plan);
  }

  private void put() {
    board.acknowledge(KEY, board.begin(KEY, false));
  }

  /** The report after one read more. */
  private StalenessReport judge(long change, long begun) {
    reader.judge(KEY, change == 0 ? null : StalenessReader.value(KEY, change), begun);
    reader.publish();
    return reader.report();
  }

  @Test
  void lastRemoval_hasBegun_wheneverSomeoneLooks() throws InterruptedException {
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 2_000_000; i++) {
                board.begin(KEY, true);
              }
            });
    writer.start();
    while (writer.isAlive()) {
      long removal = board.lastRemoval(KEY);
      assertThat(board.started(KEY)).isGreaterThanOrEqualTo(removal);
    }
    writer.join();
    assertThat(board.lastRemoval(KEY)).isEqualTo(2_000_000);
  }

  @Test
  void theLastValue_isFresh_howeverOld() {
    put();
    assertThat(judge(1, System.nanoTime() + 100 * BOUND))
        .isEqualTo(new StalenessReport(1, 0, 0, 0, Duration.ZERO, 0, ""));
  }

  @Test
  void anOverwrittenValue_isStaleWithinTheBound_andAViolationBeyond() {
    put();
    put();
    long end = System.nanoTime();
    assertThat(judge(1, end - BOUND).stale()).isZero();
    assertThat(judge(1, end + BOUND / 2).stale()).isEqualTo(1);
    StalenessReport report = judge(1, end + 2 * BOUND);
    assertThat(report.violations()).isEqualTo(1);
    assertThat(report.checked()).isEqualTo(3);
    assertThat(report.oldest()).isGreaterThan(Duration.ofNanos(2 * BOUND));
    assertThat(report.example()).contains("key-1:1 was overwritten");
    assertThat(judge(2, end + 2 * BOUND).violations()).isEqualTo(1);
  }

  @Test
  void aChangeUnderWay_overwritesNothingYet() {
    put();
    board.begin(KEY, false);
    long late = System.nanoTime() + 2 * BOUND;
    assertThat(judge(1, late).violations()).isZero();
    assertThat(judge(2, late).violations()).isZero();
    assertThat(judge(3, late).violations()).as("from the future").isEqualTo(1);
  }

  @Test
  void anAbsence_isThatOfTheLastRemoval() {
    long late = System.nanoTime() + 2 * BOUND;
    assertThat(judge(0, late).violations()).isZero();
    put();
    assertThat(judge(0, late).violations()).isEqualTo(1);
    board.acknowledge(KEY, board.begin(KEY, true));
    assertThat(judge(0, late).violations()).isEqualTo(1);
    assertThat(judge(1, late).violations()).isEqualTo(2);
    put();
    assertThat(judge(0, late).violations()).isEqualTo(3);
  }

  @Test
  void anAbsence_provesNothing_whereRedisMayLoseEntries() throws IOException {
    put();
    reader = reader(folder.resolve("board"), false);
    StalenessReport report = judge(0, System.nanoTime() + 2 * BOUND);
    assertThat(report.violations()).isZero();
    assertThat(report.unjudged()).isEqualTo(1);
  }

  @Test
  void anUnknownChange_isNotJudged_butDoesNotExcuseOlderValues() {
    put();
    board.unsettled(KEY, board.begin(KEY, false));
    put();
    long late = System.nanoTime() + 2 * BOUND;
    assertThat(judge(2, late).unjudged()).isEqualTo(1);
    assertThat(judge(2, late).violations()).isZero();
    assertThat(judge(1, late).violations()).isEqualTo(1);
    assertThat(judge(3, late).violations()).isEqualTo(1);
  }

  @Test
  void doubtedChanges_overwriteNothing_laterOnesDo() {
    put();
    put();
    board.doubtEverything();
    put();
    long late = System.nanoTime() + 2 * BOUND;
    assertThat(judge(1, late).violations()).isZero();
    board.doubtThePast();
    assertThat(judge(1, late)).isEqualTo(new StalenessReport(0, 0, 0, 2, Duration.ZERO, 0, ""));
    put();
    assertThat(judge(1, System.nanoTime() + 2 * BOUND).violations()).isEqualTo(1);
  }

  @Test
  void valuesOfOtherKeys_areViolations() {
    put();
    reader.judge(KEY, StalenessReader.value(0, 1), System.nanoTime());
    reader.publish();
    assertThat(reader.report().violations()).isEqualTo(1);
  }

  @Test
  void veryOldValues_areStillViolations() {
    for (int i = 0; i < 3 * Board.REMEMBERED; i++) {
      put();
    }
    long late = System.nanoTime() + 2 * BOUND;
    assertThat(judge(1, late).violations()).isEqualTo(1);
    assertThat(judge(3 * Board.REMEMBERED - 1, late).violations()).isEqualTo(2);
    assertThat(judge(3 * Board.REMEMBERED, late).violations()).isEqualTo(2);
  }
}
