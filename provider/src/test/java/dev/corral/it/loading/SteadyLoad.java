package dev.corral.it.loading;

import dev.corral.CorralCache;
import dev.corral.LoadScope;
import dev.corral.it.management.StatisticsBeans;
import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers that ask for one key all the time, while its lifetime of a second ends again and again.
 * The loader takes 100 ms.
 */
final class SteadyLoad {
  private static final Logger log = LoggerFactory.getLogger(SteadyLoad.class);
  private static final int READERS = 4;
  private static final Duration LIFETIME = Duration.ofSeconds(1);
  private static final int LOAD_MILLIS = 100;

  private SteadyLoad() {}

  /**
   * What happened.
   *
   * @param reads how many reads there were
   * @param loads how often the loader was called
   * @param blocked reads that found nothing and had to wait for a load, the first aside
   */
  record Result(long reads, int loads, long blocked) {}

  /** Reports the figures of a minute each. */
  public static void main(String[] arguments) {
    Duration length = Duration.ofSeconds(arguments.length == 0 ? 60 : Long.parseLong(arguments[0]));
    try (RedisServer redis = RedisServer.start()) {
      log.info("plain expiry:    {}", run(redis, LoadScope.OFF, 0, length));
      log.info("coalescing only: {}", run(redis, LoadScope.CLUSTER, 0, length));
      log.info("XFetch, beta 1:  {}", run(redis, LoadScope.CLUSTER, 1, length));
    }
  }

  static Result run(RedisServer redis, LoadScope scope, double beta, Duration length) {
    AtomicInteger loads = new AtomicInteger();
    AtomicLong reads = new AtomicLong();
    try (Nodes nodes = new Nodes(redis)) {
      CorralCache<String, String> cache =
          nodes.open(
              TestLoader.answering(key -> later("value " + loads.incrementAndGet(), LOAD_MILLIS)),
              options ->
                  options
                      .lifetime(LIFETIME)
                      .loadScope(scope)
                      .earlyExpiryBeta(beta)
                      .statisticsEnabled(true));
      cache.get("hot");
      long end = System.nanoTime() + length.toNanos();
      List<CompletableFuture<Boolean>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(
            Nodes.inThread(
                () -> {
                  while (System.nanoTime() - end < 0) {
                    cache.get("hot");
                    reads.incrementAndGet();
                    later("", 1);
                  }
                  return true;
                }));
      }
      readers.forEach(CompletableFuture::join);
      return new Result(reads.get(), loads.get(), misses(cache.getName()) - 1);
    }
  }

  /** A value that takes a while, as one from a database does. */
  private static String later(String value, int millis) {
    return new CompletableFuture<String>()
        .completeOnTimeout(value, millis, TimeUnit.MILLISECONDS)
        .join();
  }

  private static long misses(String cacheName) {
    try {
      return StatisticsBeans.of(cacheName).getCacheMisses();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
