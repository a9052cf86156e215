package dev.corral.internal.near;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What may happen in an exploration, how often, and what must hold. */
final class SmallCase {
  /** What happens a limited number of times. */
  enum Act {
    WRITE_BY_OTHERS,
    OWN_WRITE,
    FOREIGN_CHANGE,
    FILL,
    CLEAR,
    UNTAG,
    LOSE_MESSAGE,
    FAIL_OVER,
    EVICT_METADATA,
    RECONNECT,
    CHECK,
    LEASE,
    ABANDON
  }

  /** A circumstance that holds throughout. */
  enum Trait {
    /** A new primary's clock, or that of a shard made anew, is behind what was written before. */
    CLOCK_BEHIND,
    /** The new primary has the address of the old one, as behind a proxy. */
    SAME_ADDRESS,
    /** The subscription does not hear the new primary until it is made anew. */
    SUBSCRIPTION_STAYS_BEHIND,
    /** The old primary still answers reads after the failover. */
    DEPOSED_ANSWERS,
    /** Reads may be answered by a replica that lags, behind the same address. */
    REPLICA_READS,
    /** All losses are noticed: entries must be right without a check of the metadata. */
    RIGHT_WITHOUT_CHECK,
    /** The server also tells which keys were changed, whoever changed them. */
    TRACKED,
    /** Nothing goes wrong: nothing but a clear may drop entries. */
    NO_FAULT,
    /** Once its reply came, an own write is never unseen again. */
    READS_OWN_WRITES
  }

  private final Map<Act, Integer> budget = new EnumMap<>(Act.class);
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private Function<Entries<Integer>, NearShard<Integer>> shards = NearShard::new;

  static SmallCase of(Trait... traits) {
    SmallCase result = new SmallCase();
    result.traits.addAll(Set.of(traits));
    return result;
  }

  SmallCase with(Act act, int times) {
    budget.put(act, times);
    return this;
  }

  SmallCase using(Function<Entries<Integer>, NearShard<Integer>> theShards) {
    shards = theShards;
    return this;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  Map<Act, Integer> budget() {
    return new EnumMap<>(budget);
  }

  boolean canEver(Act act) {
    return budget.containsKey(act);
  }

  NearShard<Integer> shard(Entries<Integer> entries) {
    return shards.apply(entries);
  }

  @Override
  public String toString() {
    return budget + " " + traits;
  }
}
