package dev.corral.internal.near;

import dev.corral.internal.store.ShardView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Function<String, CompletionStage<Boolean>> heard;
  private final ScheduledExecutorService scheduler;
  private final long thirdNanos;
  private volatile boolean closed;

  /** One shard's part of a round. */
  private record Sample(Partition partition, Check check, long sentNanos) {}

  /** What it brought. */
  private record Answer(Sample sample, ShardView view) {}

  /**
   * Makes checks, not yet started.
   *
   * @param sample reads the metadata of shards, without blocking; null for those that failed
   * @param heard true when all has been heard that a server, named as host:port, told before; what
   *     was sampled there counts only then
   * @param bound how long, at most, a near entry is served after it was overwritten
   */
  public NearChecks(
      NearCache<?> near,
      Function<List<Integer>, CompletionStage<List<@Nullable ShardView>>> sample,
      Function<String, CompletionStage<Boolean>> heard,
      ScheduledExecutorService scheduler,
      Duration bound) {
    this.near = near;
    this.sample = sample;
    this.heard = heard;
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
      if (partition.isToBeChecked()) {
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
                  byServer(samples, views).forEach(this::sampled);
                } else {
                  log.debug("A check of a near cache failed", failure);
                }
              });
    } catch (RuntimeException e) {
      log.debug("A check of a near cache failed", e);
    }
  }

  private static Map<String, List<Answer>> byServer(
      List<Sample> samples, List<@Nullable ShardView> views) {
    Map<String, List<Answer>> answers = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      ShardView view = views.get(i);
      if (view != null) {
        answers
            .computeIfAbsent(view.server().name(), server -> new ArrayList<>())
            .add(new Answer(samples.get(i), view));
      }
    }
    return answers;
  }

  private void sampled(String server, List<Answer> answers) {
    heard
        .apply(server)
        .thenAccept(
            all -> {
              if (all) {
                take(answers);
              }
            });
  }

  private void take(List<Answer> answers) {
    List<Answer> pending = new ArrayList<>();
    for (Answer answer : answers) {
      Sample sample = answer.sample;
      if (!sample.partition.sampled(sample.check, answer.view, sample.sentNanos)) {
        pending.add(answer);
      }
    }
    if (!pending.isEmpty()) {
      later(() -> pending.forEach(NearChecks::settle), thirdNanos);
    }
  }

  private static void settle(Answer answer) {
    Sample sample = answer.sample;
    sample.partition.settle(sample.check, answer.view, sample.sentNanos);
  }

  @Override
  public void close() {
    closed = true;
  }
}
