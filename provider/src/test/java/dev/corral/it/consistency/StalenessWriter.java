package dev.corral.it.consistency;

import dev.corral.it.consistency.Operation.Outcome;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.CacheException;

/**
 * Changes the keys of one node, of which nobody else is a writer, and puts on the board what was
 * acknowledged. Used by one thread at a time.
 */
final class StalenessWriter implements Runnable {

  private final Cache<String, String> cache;
  private final Board board;
  private final StalenessPlan plan;
  private final int node;
  private final int nodes;
  private final AtomicLong acknowledged = new AtomicLong();

  StalenessWriter(
      Cache<String, String> cache, Board board, StalenessPlan plan, int node, int nodes) {
    this.cache = cache;
    this.board = board;
    this.plan = plan;
    this.node = node;
    this.nodes = nodes;
  }

  @Override
  public void run() {
    for (int i = 0; i < plan.changes(); i++) {
      int own = (plan.keys() - node + nodes - 1) / nodes;
      change(node + nodes * ThreadLocalRandom.current().nextInt(own));
    }
  }

  private void change(int key) {
    boolean removal = plan.judgesAbsence() && ThreadLocalRandom.current().nextInt(10) == 0;
    long change = board.begin(key, removal);
    try {
      if (removal) {
        cache.remove(StalenessReader.name(key));
      } else {
        cache.put(StalenessReader.name(key), StalenessReader.value(key, change));
      }
      board.acknowledge(key, change);
      acknowledged.incrementAndGet();
    } catch (CacheException e) {
      if (Recorder.outcomeOf(e) == Outcome.UNKNOWN) {
        board.unsettled(key, change);
      }
    }
  }

  /** How many changes were acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }
}
