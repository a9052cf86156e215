package dev.corral.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingTest {

  @Test
  void table_alignsNumbersToTheRight_andNamesAndChartsToTheLeft() {
    Table table = new Table("", "runs", "chart").row("database", "7", "##").row("hit", "1200", "#");

    assertThat(table.lines())
        .containsExactly(
            "           runs   chart", //
            "database      7   ##",
            "hit        1200   #");
  }

  @Test
  void table_refusesRowOfAnotherLength() {
    Table table = new Table("a", "b");

    assertThatIllegalArgumentException().isThrownBy(() -> table.row("only one"));
  }

  @Test
  void bar_isToScale_andShowsWhateverIsMoreThanNothing() {
    Bars bars = new Bars(1000, 10, '#', '.');

    assertThat(bars.bar(1000, 1000)).isEqualTo("##########");
    assertThat(bars.bar(300, 500)).isEqualTo("###..");
    assertThat(bars.bar(1, 1)).isEqualTo("#");
    assertThat(bars.bar(0, 0)).isEmpty();
    assertThat(bars.bar(5000, 9000)).isEqualTo("##########");
  }

  @Test
  void sparkline_isToScale_andShowsWhateverIsMoreThanNothing() {
    assertThat(new Sparkline(180, ".123456789").of(0, 1, 90, 180)).isEqualTo(".159");
    assertThat(new Sparkline(0, ".1").of(0, 0)).isEqualTo("..");
  }

  @Test
  void incident_countsLoadsPerBucket_andWhoeverWaitsAtItsEnd() {
    Incident incident =
        new Incident(
            Line.STALE,
            List.of(new Request(50_000_000, 250_000_000), new Request(60_000_000, 120_000_000)),
            List.of(10L, 20L, 210L, 900L),
            300);

    assertThat(incident.loadsOverTime()).containsExactly(2, 0, 2);
    assertThat(incident.waitingOverTime()).containsExactly(1, 1, 0);
    assertThat(incident.waited()).isEqualTo(1);
  }

  @Test
  void request_survivesItsText() {
    assertThat(Request.parse(new Request(-5, 7).toText())).isEqualTo(new Request(-5, 7));
  }
}
