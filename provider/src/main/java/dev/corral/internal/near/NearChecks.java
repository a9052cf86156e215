package dev.corral.internal.near;

import dev.corral.internal.store.ShardStamp;
import dev.corral.internal.store.ShardView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the shards that have near entries with Redis, again and again, and so finds messages
 * that were lost.
 *
 * <p>A round reads the shards' metadata; messages then have a grace to arrive; what has not caught
 * up by then is dropped. A round and its grace take two thirds of the bound, the rest is for the
 * round trip. Where rounds fail, entries are not served once the bound has passed since the last
 * one that did not.
 */
public final class NearChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NearChecks.class);

  private final NearCache<?> near;
  private final Function<List<Integer>, CompletionStage<List<@Nullable ShardView>>> sample;
  private final ScheduledExecutorService scheduler;
  private final long thirdNanos;
  private volatile boolean closed;

  /** One shard's part of a round. */
  private record Sample(Partition partition, Check check, long sentNanos) {}

  /** A sample that messages have to catch up with. */
  private record Pending(Sample sample, ShardStamp stamp) {}

  /**
   * Makes checks, not yet started.
   *
   * @param sample reads the metadata of shards, without blocking; null for those that failed
   * @param bound how long, at most, a near entry is served after it was overwritten
   */
  public NearChecks(
      NearCache<?> near,
      Function<List<Integer>, CompletionStage<List<@Nullable ShardView>>> sample,
      ScheduledExecutorService scheduler,
      Duration bound) {
    this.near = near;
    this.sample = sample;
    this.scheduler = scheduler;
    this.thirdNanos = bound.toNanos() / 3;
  }

  /** Begins. */
  public void start() {
    // Between three quarters of a third and a third, so that nodes do not ask in step.
    long pause = thirdNanos - ThreadLocalRandom.current().nextLong(Math.max(1, thirdNanos / 4));
    later(this::round, pause);
  }

  private void later(Runnable task, long nanos) {
    if (!closed) {
      try {
        scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        log.debug("The checks of a near cache ended with their scheduler", e);
      }
    }
  }

  private void round() {
    start();
    List<Integer> shards = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    List<Partition> partitions = near.partitions();
    long now = System.nanoTime();
    for (int shard = 0; shard < partitions.size(); shard++) {
      Partition partition = partitions.get(shard);
      if (partition.isPopulated()) {
        shards.add(shard);
        samples.add(new Sample(partition, partition.check(), now));
      }
    }
    if (shards.isEmpty() || closed) {
      return;
    }
    near.counters().checks.add(shards.size());
    try {
      sample
          .apply(shards)
          .whenComplete(
              (views, failure) -> {
                if (failure == null) {
                  sampled(samples, views);
                } else {
                  log.debug("A check of a near cache failed", failure);
                }
              });
    } catch (RuntimeException e) {
      log.debug("A check of a near cache failed", e);
    }
  }

  private void sampled(List<Sample> samples, List<@Nullable ShardView> views) {
    List<Pending> pending = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample one = samples.get(i);
      ShardView view = views.get(i);
      ShardStamp stamp = view == null ? null : view.stamp();
      if (view != null && !one.partition.sampled(one.check, view, one.sentNanos) && stamp != null) {
        pending.add(new Pending(one, stamp));
      }
    }
    if (!pending.isEmpty()) {
      later(
          () ->
              pending.forEach(
                  one ->
                      one.sample.partition.settle(
                          one.sample.check, one.stamp, one.sample.sentNanos)),
          thirdNanos);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
