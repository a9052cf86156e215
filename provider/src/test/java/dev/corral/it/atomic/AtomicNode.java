package dev.corral.it.atomic;

import dev.corral.testkit.NodeTask;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriter;
import javax.cache.processor.EntryProcessor;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/**
 * One node of {@link AtomicOperations}: eight threads that all do the same at once. An answer is
 * the numbers that the threads came back with, separated by commas.
 */
final class AtomicNode implements NodeTask {
  static final int THREADS = 8;
  static final int KEYS = 4;

  /** Tells the numbers of one thread from those of another. */
  static final long THREAD_FACTOR = 1_000_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private @Nullable OpenCaches caches;
  private @Nullable Database database;
  private int number;

  @Override
  public void start(List<String> args) {
    caches = OpenCaches.at(URI.create(args.get(0)));
    database = new Database(Integer.parseInt(args.get(1)));
    number = Integer.parseInt(args.get(2));
  }

  @Override
  public String handle(String command, List<String> args) throws Exception {
    int count = Integer.parseInt(args.get(1));
    if (command.equals("writeThrough")) {
      Cache<String, Long> cache = writingThrough(args.get(0));
      return inThreads(thread -> writeThrough(cache, thread, count));
    }
    Cache<String, Long> cache = caches().open(args.get(0), String.class, Long.class);
    return switch (command) {
      case "open" -> "";
      case "invoke" -> inThreads(thread -> increment(cache, count));
      case "replace" -> inThreads(thread -> replace(cache, count));
      case "putIfAbsent" -> inThreads(thread -> putIfAbsent(cache, thread, count));
      case "removeOld" -> inThreads(thread -> removeOld(cache, count));
      case "getAndPut" -> inThreads(thread -> getAndPut(cache, thread, count));
      default -> throw new IllegalArgumentException(command);
    };
  }

  private OpenCaches caches() {
    if (caches == null) {
      throw new IllegalStateException("The node has not started");
    }
    return caches;
  }

  private String inThreads(IntFunction<List<Long>> work) throws Exception {
    List<Callable<List<Long>>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = number * THREADS + i;
      tasks.add(() -> work.apply(thread));
    }
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> result : threads.invokeAll(tasks)) {
      all.addAll(result.get());
    }
    return all.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static String key(int i) {
    return "key-" + i % KEYS;
  }

  private static List<Long> increment(Cache<String, Long> cache, int count) {
    EntryProcessor<String, Long, Long> increment =
        (entry, arguments) -> {
          long next = entry.exists() ? entry.getValue() + 1 : 1;
          entry.setValue(next);
          return next;
        };
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seen.add(cache.invoke(key(i), increment));
    }
    return seen;
  }

  private static List<Long> replace(Cache<String, Long> cache, int count) {
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long old;
      do {
        old = cache.get(key(i));
      } while (!cache.replace(key(i), old, old + 1));
      seen.add(old + 1);
    }
    return seen;
  }

  private static List<Long> putIfAbsent(Cache<String, Long> cache, int thread, int count) {
    List<Long> won = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (cache.putIfAbsent("key-" + i, (long) thread)) {
        won.add(thread * THREAD_FACTOR + i);
      }
    }
    return won;
  }

  private static List<Long> removeOld(Cache<String, Long> cache, int count) {
    List<Long> won = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (cache.remove("key-" + i, (long) i)) {
        won.add((long) i);
      }
    }
    return won;
  }

  private static List<Long> getAndPut(Cache<String, Long> cache, int thread, int count) {
    List<Long> returned = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Long old = cache.getAndPut(key(i), thread * THREAD_FACTOR + i);
      if (old != null) {
        returned.add(old);
      }
    }
    return returned;
  }

  private Cache<String, Long> writingThrough(String name) {
    Database target = database;
    return caches()
        .open(
            name,
            new MutableConfiguration<String, Long>()
                .setTypes(String.class, Long.class)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> target));
  }

  private static List<Long> writeThrough(Cache<String, Long> cache, int thread, int count) {
    for (int i = 0; i < count; i++) {
      String key = key(ThreadLocalRandom.current().nextInt(KEYS));
      long value = thread * THREAD_FACTOR + i;
      switch (i % 5) {
        case 0, 1 -> cache.put(key, value);
        case 2 -> cache.remove(key);
        case 3 -> cache.getAndReplace(key, value);
        default ->
            cache.invoke(
                key,
                (entry, arguments) -> {
                  entry.setValue(value);
                  return null;
                });
      }
    }
    return List.of();
  }

  @Override
  public void close() {
    caches().close();
    threads.shutdownNow();
  }

  /** What the nodes write through to: a hash in a Redis of its own. */
  static final class Database implements CacheWriter<String, Long> {
    static final String TABLE = "table";

    private final int port;
    private final ThreadLocal<Jedis> connection;

    Database(int port) {
      this.port = port;
      this.connection = ThreadLocal.withInitial(() -> new Jedis("127.0.0.1", this.port));
    }

    @Override
    public void write(Cache.Entry<? extends String, ? extends Long> entry) {
      connection.get().hset(TABLE, entry.getKey(), entry.getValue().toString());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends Long>> entries) {
      entries.forEach(this::write);
      entries.clear();
    }

    @Override
    public void delete(Object key) {
      connection.get().hdel(TABLE, key.toString());
    }

    @Override
    public void deleteAll(Collection<?> keys) {
      keys.forEach(this::delete);
      keys.clear();
    }
  }
}
