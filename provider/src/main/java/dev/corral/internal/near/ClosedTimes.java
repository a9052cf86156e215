package dev.corral.internal.near;

import dev.corral.internal.store.ShardSample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which time all messages of a shard are known to have arrived here: that time is
 * <em>closed</em>.
 *
 * <p>To close time, the shard's owner is asked for its time together with the shard's metadata, and
 * then, on the subscription to that same server, for an answer, which comes after all that it had
 * published before. If the shard has not followed up to that metadata by then, messages were lost,
 * and its entries are dropped; else the time is closed. This is done for all shards of a server
 * that sessions ask for, goes on while they ask, and stops a second after they last did.
 * Thread-safe; never blocks.
 */
public final class ClosedTimes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClosedTimes.class);
  private static final long PERIOD_MILLIS = 20;
  private static final long IN_USE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final NearCache<?> near;
  private final Servers servers;
  private final ScheduledExecutorService scheduler;
  private final ConcurrentMap<String, Closing> closings = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** What is asked of servers. No method blocks. */
  public interface Servers {
    /** Where shards stand, each by its owner, in the order asked; null for those that fail. */
    CompletionStage<List<@Nullable ShardSample>> sample(List<Integer> shards);

    /** True when all that the server had published on the subscription before has been heard. */
    CompletionStage<Boolean> drained(String server);
  }

  /** What goes on at one server. */
  private static final class Closing {
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
  }

  /** Makes it for a near cache; nothing is asked of a server before it is needed. */
  public ClosedTimes(NearCache<?> near, Servers servers, ScheduledExecutorService scheduler) {
    this.near = near;
    this.servers = servers;
    this.scheduler = scheduler;
  }

  /** Begins to close time at a server for the shards in use, and goes on as long as they are. */
  void close(String server) {
    Closing closing = keepClosing(server);
    if (!ended && closing.underWay.compareAndSet(false, true)) {
      ask(server)
          .whenComplete(
              (done, failure) -> {
                closing.underWay.set(false);
                if (failure != null) {
                  log.debug("Time could not be closed at {}", server, failure);
                }
              });
    }
  }

  /** Closes time at a server once more in a while. */
  Closing keepClosing(String server) {
    Closing closing = closings.computeIfAbsent(server, s -> new Closing());
    if (ended || closing.scheduled.get() || !closing.scheduled.compareAndSet(false, true)) {
      return closing;
    }
    try {
      scheduler.schedule(
          () -> {
            closing.scheduled.set(false);
            if (!shardsInUse(server).isEmpty()) {
              close(server);
            }
          },
          PERIOD_MILLIS,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Closing time ended with its scheduler", e);
    }
    return closing;
  }

  private List<Integer> shardsInUse(String server) {
    List<Integer> shards = new ArrayList<>();
    long since = System.nanoTime() - IN_USE_NANOS;
    for (int shard = 0; shard < near.partitions().size(); shard++) {
      if (near.partitions().get(shard).isAskedFor(server, since)) {
        shards.add(shard);
      }
    }
    return shards;
  }

  private CompletionStage<?> ask(String server) {
    List<Integer> shards = shardsInUse(server);
    List<Check> checks = shards.stream().map(s -> near.partitions().get(s).check()).toList();
    try {
      return servers
          .sample(shards)
          .thenCompose(
              samples ->
                  // Asked only now: its answer must come after all that the samples cover.
                  servers
                      .drained(server)
                      .thenAccept(
                          drained -> {
                            if (drained) {
                              take(shards, checks, samples);
                            }
                          }));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void take(List<Integer> shards, List<Check> checks, List<@Nullable ShardSample> samples) {
    for (int i = 0; i < shards.size(); i++) {
      ShardSample sample = samples.get(i);
      if (sample != null) {
        near.partitions().get(shards.get(i)).close(checks.get(i), sample);
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    closings.clear();
  }
}
