package dev.corral.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.corral.internal.store.EntryKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the loads of one cache share on this node: policy, counters, flights, waiters, leases to
 * renew, and which keys failed of late. Thread-safe.
 *
 * @param <V> the type of value
 */
public final class LoadState<V> {
  private static final int MOST_REMEMBERED_FAILURES = 10_000;

  private final LoadPolicy policy;
  private final Renewals renewals;
  private final Supplier<CompletionStage<Boolean>> listening;
  private final LoadCounters counters = new LoadCounters();
  private final Flights<V> flights;
  private final Wakes wakes;
  private final Set<EntryKey> refreshing = ConcurrentHashMap.newKeySet();
  private final Cache<EntryKey, Boolean> failing;

  /**
   * Creates the state.
   *
   * @param wakes woken by messages from other nodes
   * @param listening makes sure that such messages are heard; completes when they are
   */
  public LoadState(
      String cacheName,
      LoadPolicy policy,
      Renewals renewals,
      Wakes wakes,
      Supplier<CompletionStage<Boolean>> listening) {
    this.policy = policy;
    this.renewals = renewals;
    this.wakes = wakes;
    this.listening = listening;
    this.flights = new Flights<>(cacheName);
    Duration retry = policy.freshness().retry();
    this.failing =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(retry.isZero() ? 0 : MOST_REMEMBERED_FAILURES)
            .expireAfterWrite(retry.isZero() ? Duration.ofMillis(1) : retry)
            .build();
  }

  LoadPolicy policy() {
    return policy;
  }

  /** Counts of loads. */
  public LoadCounters counters() {
    return counters;
  }

  Renewals renewals() {
    return renewals;
  }

  Flights<V> flights() {
    return flights;
  }

  Wakes wakes() {
    return wakes;
  }

  /** Completes when wake-ups are heard, or can't be for now: then polling has to do. */
  CompletionStage<Boolean> listening() {
    return Stages.call(listening).exceptionally(failure -> false);
  }

  /**
   * Whether this caller is to refresh the key: no one on this node does, and none failed of late.
   */
  boolean beginRefresh(EntryKey key) {
    return failing.getIfPresent(key) == null && refreshing.add(key);
  }

  void endRefresh(EntryKey key) {
    refreshing.remove(key);
  }

  /**
   * Whether a load of the key failed of late, so that a stale value is served without a new one.
   */
  boolean isFailing(EntryKey key) {
    return failing.getIfPresent(key) != null;
  }

  void failed(EntryKey key) {
    failing.put(key, true);
  }

  /** Whether nothing is under way: no flight, no refresh, no waiter. */
  public boolean isIdle() {
    return flights.isEmpty() && refreshing.isEmpty() && wakes.isEmpty();
  }
}
