package dev.corral.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What the callers of a soak have met. Thread-safe. */
final class SoakFindings {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int DIGITS = 2;

  private final Map<String, Histogram> nanosByKind = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final LongAdder wrong = new LongAdder();
  private final LongAdder lost = new LongAdder();

  void done(String kind, long nanos) {
    nanosByKind
        .computeIfAbsent(kind, unknown -> new ConcurrentHistogram(LONGEST_NANOS, DIGITS))
        .recordValue(Math.min(nanos, LONGEST_NANOS));
  }

  void failed(String kind, Throwable failure, long nanos) {
    done(kind, nanos);
    failures
        .computeIfAbsent(
            kind + ": " + failure.getClass().getSimpleName(), unknown -> new LongAdder())
        .increment();
  }

  /** Values of another key, or not whole. */
  LongAdder wrong() {
    return wrong;
  }

  /** Values that are older than what had been acknowledged, or not there any more. */
  LongAdder lost() {
    return lost;
  }

  Map<String, Histogram> nanosByKind() {
    return new TreeMap<>(nanosByKind);
  }

  Map<String, LongAdder> failures() {
    return new TreeMap<>(failures);
  }

  long calls() {
    return nanosByKind.values().stream().mapToLong(Histogram::getTotalCount).sum();
  }
}
