package dev.corral.benchmarks;

import dev.corral.testkit.NodeTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * One JVM of {@link HibernateBenchmark}: threads whose transactions mostly read articles. Its
 * arguments are Hibernate's settings, name=value.
 */
final class HibernateNode implements NodeTask {
  static final int ARTICLES = 500;
  static final int THREADS = 4;
  static final int READS = 5;

  /** Of so many transactions one changes an article. */
  static final int CHANGE_OF = 50;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong seeds = new AtomicLong(ProcessHandle.current().pid());
  private @Nullable SessionFactory factory;

  /**
   * What a node did.
   *
   * @param transactions how many ended
   * @param statements of SQL that they took
   * @param hits of the second-level cache
   * @param misses of the second-level cache
   */
  record Done(long transactions, long statements, long hits, long misses) {
    static Done parse(String text) {
      String[] fields = text.split(",", -1);
      return new Done(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]));
    }

    Done plus(Done other) {
      return new Done(
          transactions + other.transactions,
          statements + other.statements,
          hits + other.hits,
          misses + other.misses);
    }

    @Override
    public String toString() {
      return transactions + "," + statements + "," + hits + "," + misses;
    }
  }

  @Override
  public void start(List<String> settings) {
    Configuration configuration = new Configuration();
    configuration.addAnnotatedClass(Article.class);
    configuration.setProperty("hibernate.hbm2ddl.auto", "update");
    configuration.setProperty("hibernate.generate_statistics", "true");
    configuration.setProperty("hibernate.connection.pool_size", String.valueOf(THREADS));
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      configuration.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
    }
    factory = configuration.buildSessionFactory();
  }

  @Override
  public String handle(String command, List<String> args) throws Exception {
    SessionFactory asked = factory;
    if (asked == null) {
      throw new IllegalStateException("The node has not started");
    }
    return switch (command) {
      case "fill" -> fill(asked);
      case "work" -> work(asked, Long.parseLong(args.get(0))).toString();
      default -> throw new IllegalArgumentException(command);
    };
  }

  private static String fill(SessionFactory factory) {
    factory.inTransaction(
        session -> {
          for (long id = 0; id < ARTICLES; id++) {
            session.persist(new Article(id));
          }
        });
    return "filled";
  }

  private Done work(SessionFactory factory, long millis) throws Exception {
    Statistics statistics = factory.getStatistics();
    statistics.clear();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(seeds.addAndGet(1_000_003));
      counts.add(threads.submit(() -> transactions(factory, random, end)));
    }
    long transactions = 0;
    for (Future<Long> count : counts) {
      transactions += count.get();
    }
    return new Done(
        transactions,
        statistics.getPrepareStatementCount(),
        statistics.getSecondLevelCacheHitCount(),
        statistics.getSecondLevelCacheMissCount());
  }

  private static long transactions(SessionFactory factory, SplittableRandom random, long end) {
    long count = 0;
    while (System.nanoTime() < end) {
      boolean change = random.nextInt(CHANGE_OF) == 0;
      factory.inTransaction(session -> read(session, random, change));
      count++;
    }
    return count;
  }

  private static void read(Session session, SplittableRandom random, boolean change) {
    for (int i = 0; i < READS; i++) {
      Article article = session.find(Article.class, (long) random.nextInt(ARTICLES));
      if (article.length() == 0) {
        throw new IllegalStateException("An article without text");
      }
      if (change && i == 0 && article.count() < 1) {
        throw new IllegalStateException("A change was lost");
      }
    }
  }

  @Override
  public void close() {
    if (factory != null) {
      factory.close();
    }
    threads.shutdownNow();
  }
}
