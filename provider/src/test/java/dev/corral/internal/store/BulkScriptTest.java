package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.key;
import static dev.corral.internal.store.StoreFixture.put;
import static dev.corral.internal.store.StoreFixture.putting;
import static dev.corral.internal.store.StoreFixture.touch;
import static dev.corral.internal.store.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.MutationResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What each key of a bulk has of its own: more keys than go into one command. */
class BulkScriptTest extends ScriptTest {
  private static final int SIZE = StoreFixture.SHARDS * 250;
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600 * SECOND;

  private final List<EntryKey> keys = IntStream.range(0, SIZE).mapToObj(i -> key("k" + i)).toList();

  private static long hours(int index) {
    return (1 + index % 7) * HOUR;
  }

  private void assertRemainsHours(int index) {
    assertThat(books.remaining(keys.get(index)))
        .as("key %d", index)
        .isBetween(hours(index) - 600 * SECOND, hours(index));
  }

  @Test
  void lifetime_isEachKeysOwn() {
    List<Mutation> puts = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      Lifetime lifetime =
          i % 10 == 0 ? Lifetime.of(Lifetime.ETERNAL) : new Lifetime(hours(i), Lifetime.ZERO);
      puts.add(Mutation.of(keys.get(i), value("v" + i), lifetime));
    }
    done(books.store.mutateAll(put(Condition.ANY), puts));
    for (int i = 0; i < SIZE; i++) {
      if (i % 10 == 0) {
        assertThat(books.remaining(keys.get(i))).isEqualTo(-1);
      } else {
        assertRemainsHours(i);
      }
      assertThat(books.valueOf(keys.get(i))).isEqualTo("v" + i);
    }
  }

  @Test
  void lifetime_isChosenByWhetherEachKeyIsThere() {
    List<Mutation> odd = new ArrayList<>();
    for (int i = 1; i < SIZE; i += 2) {
      odd.add(putting(keys.get(i), "v"));
    }
    done(books.store.mutateAll(put(Condition.ANY), odd));
    List<Mutation> all = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      Lifetime lifetime =
          i % 2 == 1
              ? new Lifetime(Lifetime.ETERNAL, hours(i))
              : new Lifetime(hours(i), Lifetime.ETERNAL);
      all.add(Mutation.of(keys.get(i), value("w"), lifetime));
    }
    done(books.store.mutateAll(put(Condition.ANY), all));
    for (int i = 0; i < SIZE; i++) {
      assertRemainsHours(i);
    }
  }

  @Test
  void touch_givesEachKeyItsOwnLifetime() {
    done(
        books.store.mutateAll(
            put(Condition.ANY), keys.stream().map(key -> putting(key, "v")).toList()));
    List<Mutation> touches = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      touches.add(Mutation.of(keys.get(i), Lifetime.of(hours(i))));
    }
    done(books.store.mutateAll(touch(), touches));
    for (int i = 0; i < SIZE; i++) {
      assertRemainsHours(i);
    }
  }

  @Test
  void lease_isEachKeysOwn() {
    List<Mutation> fills = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      Lease lease = books.granted(Lease.Rule.LOAD, keys.get(i));
      Lease sent = i % 5 == 1 ? new Lease(new byte[16]) : i % 5 == 2 ? null : lease;
      fills.add(putting(keys.get(i), "v" + i).under(sent));
    }
    List<MutationResult> results =
        done(books.store.mutateAll(put(Condition.ANY).under(Lease.Rule.LOAD), fills));
    for (int i = 0; i < SIZE; i++) {
      boolean holds = i % 5 != 1 && i % 5 != 2;
      assertThat(results.get(i).status())
          .as("key %d", i)
          .isEqualTo(holds ? Status.CREATED : Status.REFUSED);
      assertThat(books.isLeased(keys.get(i))).isEqualTo(!holds);
      assertThat(books.valueOf(keys.get(i))).isEqualTo(holds ? "v" + i : null);
    }
  }

  @Test
  void leaseOfAnotherKey_isNoLeaseOfThisOne() {
    EntryKey other = books.neighbour(KEY);
    Lease first = books.granted(Lease.Rule.LOAD, KEY);
    Lease second = books.granted(Lease.Rule.LOAD, other);
    List<Mutation> swapped =
        List.of(putting(KEY, "a").under(second), putting(other, "b").under(first));
    assertThat(done(books.store.mutateAll(put(Condition.ANY).under(Lease.Rule.LOAD), swapped)))
        .extracting(MutationResult::status)
        .containsExactly(Status.REFUSED, Status.REFUSED);
  }
}
