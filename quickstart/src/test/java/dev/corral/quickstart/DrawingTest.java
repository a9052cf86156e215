package dev.corral.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
}
