package dev.corral.hibernate;

import dev.corral.testkit.NodeTask;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** A node whose transactions count, and that notes what they read and committed, and when. */
final class CountingNode implements NodeTask {
  static final int COUNTERS = 20;
  private static final int THREADS = 3;

  private @Nullable Node node;
  private @Nullable Session open;
  private final AtomicLong steps = new AtomicLong();
  private volatile boolean stopped;
  private boolean mayBeRefused;

  /** With the database, where Redis is, the route, and settings. */
  @Override
  public void start(List<String> args) {
    String[] more = args.subList(3, args.size()).toArray(new String[0]);
    mayBeRefused = args.contains("refuse-writes");
    node = open(args.get(0), args.get(1), args.get(2), more);
  }

  static Node open(String database, String uri, String route, String... more) {
    return route.equals("stock")
        ? Node.stock(database, uri, more)
        : Node.open(database, URI.create(uri), more);
  }

  private Node node() {
    if (node == null) {
      throw new IllegalStateException("The node has not started");
    }
    return node;
  }

  @Override
  public String handle(String command, List<String> args) throws Exception {
    return switch (command) {
      case "run" -> run(Path.of(args.get(0)), Long.parseLong(args.get(1)));
      case "numbers" -> numbers();
      case "number" -> String.valueOf(number(Long.parseLong(args.get(0))));
      case "lock" -> lock(Long.parseLong(args.get(0)));
      case "stop" -> stop();
      case "steps" -> String.valueOf(steps.get());
      case "hits" -> String.valueOf(node().statistics().getSecondLevelCacheHitCount());
      default -> throw new IllegalArgumentException(command);
    };
  }

  private String stop() {
    stopped = true;
    return "stopped";
  }

  private long number(long id) {
    return node().read(session -> session.find(Counter.class, id).number);
  }

  private String numbers() {
    List<String> numbers = new ArrayList<>();
    for (long id = 1; id <= COUNTERS; id++) {
      numbers.add(String.valueOf(number(id)));
    }
    return String.join(",", numbers);
  }

  /** Changes a counter, flushes, and does not commit. */
  private String lock(long id) {
    open = node().factory().openSession();
    open.beginTransaction();
    open.find(Counter.class, id).number += 1000;
    open.flush();
    return "locked";
  }

  private String run(Path file, long millis) throws Exception {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    stopped = false;
    ConcurrentLinkedQueue<String> history = new ConcurrentLinkedQueue<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(ProcessHandle.current().pid() * 31 + i);
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (millis == 0 ? !stopped : System.nanoTime() < end) {
                    step(random, history);
                    steps.incrementAndGet();
                  }
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(failed);
    }
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      history.forEach(out::println);
    }
    return String.valueOf(node().statistics().getSecondLevelCacheHitCount());
  }

  private void step(SplittableRandom random, ConcurrentLinkedQueue<String> history) {
    try {
      doStep(random, history);
    } catch (CacheException e) {
      if (!mayBeRefused) {
        throw e;
      }
    }
  }

  private void doStep(SplittableRandom random, ConcurrentLinkedQueue<String> history) {
    long id = 1L + random.nextInt(COUNTERS);
    int kind = random.nextInt(1000);
    if (kind < 700) {
      long begun = System.nanoTime();
      history.add("r " + id + " " + number(id) + " " + begun);
    } else if (kind < 880) {
      long[] number = new long[1];
      node().write(session -> number[0] = increment(session, id));
      history.add("w " + id + " " + number[0] + " " + System.nanoTime());
    } else if (kind < 950) {
      try (Session session = node().factory().openSession()) {
        session.beginTransaction();
        increment(session, id);
        session.flush();
        session.getTransaction().rollback();
      }
    } else if (kind < 990) {
      node().factory().getCache().evict(Counter.class, id);
    } else if (kind < 995) {
      node().factory().getCache().evictEntityData(Counter.class);
    } else {
      long[] number = new long[1];
      node().write(session -> number[0] = incrementInBulk(session, id));
      history.add("w " + id + " " + number[0] + " " + System.nanoTime());
    }
  }

  private static long increment(Session session, long id) {
    Counter counter = session.find(Counter.class, id, LockMode.PESSIMISTIC_WRITE);
    return ++counter.number;
  }

  private static long incrementInBulk(Session session, long id) {
    session
        .createMutationQuery("update Counter set number = number + 1 where id = :id")
        .setParameter("id", id)
        .executeUpdate();
    return session
        .createNativeQuery("select number from Counter where id = " + id, Long.class)
        .getSingleResult();
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
  }
}
