package dev.corral.benchmarks;

import dev.corral.testkit.RedisCluster;
import dev.corral.testkit.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Cuts all connections of a cluster every second, and moves a slot that has keys between cuts. */
final class SoakTrouble {
  private final RedisCluster cluster;
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong cuts = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();
  private final AtomicLong failedMoves = new AtomicLong();

  SoakTrouble(RedisCluster cluster) {
    this.cluster = cluster;
    // One after the other, so that what moves a slot is not cut itself.
    executor.scheduleAtFixedRate(this::cut, 1, 1, TimeUnit.SECONDS);
    executor.scheduleWithFixedDelay(this::move, 500, 200, TimeUnit.MILLISECONDS);
  }

  private void cut() {
    try {
      for (RedisServer server : cluster.primaries()) {
        Object cut = server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        cuts.addAndGet(cut instanceof Long number ? number : 0);
      }
    } catch (RuntimeException e) {
      throw stopped("Connections could not be cut", e);
    }
  }

  private void move() {
    List<RedisServer> primaries = cluster.primaries();
    RedisServer from = primaries.get(ThreadLocalRandom.current().nextInt(primaries.size()));
    RedisServer to = primaries.get(ThreadLocalRandom.current().nextInt(primaries.size()));
    if (from.equals(to) || !(from.command("RANDOMKEY") instanceof byte[] key)) {
      return;
    }
    int slot = cluster.slotOf(new String(key, StandardCharsets.UTF_8));
    try {
      cluster.migrateSlot(slot, to);
      moves.incrementAndGet();
    } catch (RuntimeException e) {
      // Half moved: goes on where it is.
      failedMoves.incrementAndGet();
      finish(slot, to);
    }
  }

  private void finish(int slot, RedisServer to) {
    try {
      cluster.finishMigration(slot, to);
    } catch (RuntimeException e) {
      throw stopped("Slot " + slot + " could not be moved", e);
    }
  }

  /** Tasks that throw are not repeated, so it is said aloud. */
  private static IllegalStateException stopped(String what, RuntimeException cause) {
    System.err.println(what + ": " + cause);
    return new IllegalStateException(what, cause);
  }

  /** How many connections were cut. */
  long cuts() {
    return cuts.get();
  }

  /** How many slots were moved. */
  long moves() {
    return moves.get();
  }

  /** How many moves met an error on the way. */
  long failedMoves() {
    return failedMoves.get();
  }

  /** Makes no more, once what is under way has ended. */
  void end() {
    executor.shutdown();
    try {
      executor.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
