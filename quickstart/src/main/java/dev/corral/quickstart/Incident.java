package dev.corral.quickstart;

import java.util.List;

/**
 * What happened on one line.
 *
 * @param line which
 * @param requests of all JVMs
 * @param loads when queries reached the database, in ms since the start of the run
 * @param millis how long the run was
 */
record Incident(Line line, List<Request> requests, List<Long> loads, long millis) {
  static final long BUCKET_MILLIS = 100;
  private static final long WAITED_NANOS = 100_000_000;

  /** How many queries reached the database, per 100 ms. */
  int[] loadsOverTime() {
    int[] counts = new int[buckets()];
    loads.forEach(at -> counts[bucket(at)]++);
    return counts;
  }

  /** How many callers waited, per 100 ms: for each, the callers whose request spans its end. */
  int[] waitingOverTime() {
    int[] counts = new int[buckets()];
    for (Request request : requests) {
      for (int i = 0; i < counts.length; i++) {
        long at = (i + 1) * BUCKET_MILLIS * 1_000_000;
        if (request.took() >= WAITED_NANOS && request.began() < at && request.ended() >= at) {
          counts[i]++;
        }
      }
    }
    return counts;
  }

  /** How many requests took 100 ms or longer. */
  long waited() {
    return requests.stream().filter(request -> request.took() >= WAITED_NANOS).count();
  }

  Latencies latencies() {
    return Latencies.of(requests.stream().mapToLong(Request::took).toArray());
  }

  private int buckets() {
    return (int) (millis / BUCKET_MILLIS);
  }

  private int bucket(long at) {
    return (int) Math.min(Math.max(0, at / BUCKET_MILLIS), buckets() - 1L);
  }
}
