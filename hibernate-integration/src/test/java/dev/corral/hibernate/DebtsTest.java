package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DebtsTest {
  private final Debts debts = new Debts(TimeUnit.MINUTES.toNanos(1));
  private final List<Set<String>> paid = new ArrayList<>();

  @Test
  void whatIsOwed_isPaidOnce_whenNothingIsUnderWay() {
    String id = debts.begin("one");
    debts.settle(paid::add);
    assertThat(paid).isEmpty();
    debts.end(id);
    assertThat(debts.any()).isTrue();
    debts.settle(paid::add);
    debts.settle(paid::add);
    assertThat(paid).containsExactly(Set.of("one"));
    assertThat(debts.any()).isFalse();
  }

  @Test
  void whatCouldNotBePaid_staysOwed() {
    debts.owe("one");
    assertThatThrownBy(
            () ->
                debts.settle(
                    all -> {
                      throw new IllegalStateException("away");
                    }))
        .hasMessage("away");
    assertThat(debts.any()).isTrue();
    debts.settle(paid::add);
    assertThat(paid).containsExactly(Set.of("one"));
  }

  @Test
  void transactions_doNotWaitForAPayment_andWhatTheyOweMeanwhileStaysOwed() {
    debts.owe("one");
    debts.settle(all -> CompletableFuture.runAsync(() -> debts.end(debts.begin("two"))).join());
    assertThat(debts.any()).isTrue();
    debts.settle(paid::add);
    assertThat(paid).containsExactly(Set.of("one", "two"));
    assertThat(debts.any()).isFalse();
  }
}
