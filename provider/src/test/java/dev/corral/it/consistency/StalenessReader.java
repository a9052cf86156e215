package dev.corral.it.consistency;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys at random and compares each value with the board: it may not have been overwritten
 * longer than the bound before the read began. Used by one thread at a time; the report may be
 * asked for by others.
 */
final class StalenessReader implements Runnable {

  private static final int READS = 100;

  private final Cache<String, String> cache;
  private final Board board;
  private final StalenessPlan plan;
  private volatile StalenessReport report = StalenessReport.NOTHING;
  private long checked;
  private long stale;
  private long violations;
  private long unjudged;
  private long oldest;
  private String example = "";

  StalenessReader(Cache<String, String> cache, Board board, StalenessPlan plan) {
    this.cache = cache;
    this.board = board;
    this.plan = plan;
  }

  static String name(int key) {
    return "key-" + key;
  }

  static String value(int key, long change) {
    return name(key) + ":" + change;
  }

  @Override
  public void run() {
    for (int i = 0; i < READS; i++) {
      read(ThreadLocalRandom.current().nextInt(plan.keys()));
    }
    publish();
  }

  /** Reads each key once. */
  void readAll() {
    for (int key = 0; key < plan.keys(); key++) {
      read(key);
    }
    publish();
  }

  /** Makes what was found so far visible to others. */
  void publish() {
    report =
        new StalenessReport(
            checked, stale, violations, unjudged, Duration.ofNanos(oldest), 0, example);
  }

  StalenessReport report() {
    return report;
  }

  private void read(int key) {
    long invoked = System.nanoTime();
    try {
      judge(key, cache.get(name(key)), invoked);
    } catch (CacheException e) {
      unjudged++;
    }
  }

  /** Says what a value is worth that a read returned which began at that time. */
  void judge(int key, @Nullable String value, long invoked) {
    if (value == null && !plan.judgesAbsence()) {
      unjudged++;
      return;
    }
    long change = value == null ? board.lastRemoval(key) : changeOf(key, value);
    if (change < 0 || change > board.started(key)) {
      violated(name(key) + " = " + value + " was never written");
      return;
    }
    long acknowledged = board.acknowledged(key);
    long overwritten = board.overwrittenAt(key, change);
    boolean doubted = overwritten == Board.NEVER && change < acknowledged;
    if (doubted || board.isUnsettled(key, change)) {
      unjudged++;
      return;
    }
    checked++;
    long age = invoked - Math.min(invoked, overwritten);
    oldest = Math.max(oldest, age);
    if (age > plan.bound().toNanos()) {
      violated(
          name(key)
              + " = "
              + value
              + " was overwritten "
              + age / 1_000_000
              + " ms before the read; changes begun "
              + board.started(key));
    } else if (age > 0) {
      stale++;
    }
  }

  private void violated(String what) {
    violations++;
    example = example.isEmpty() ? what : example;
  }

  private static long changeOf(int key, String value) {
    String prefix = name(key) + ":";
    return value.startsWith(prefix) ? Long.parseLong(value.substring(prefix.length())) : -1;
  }
}
