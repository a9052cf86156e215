package dev.corral.shop;

import dev.corral.testkit.NodeTask;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The application in a JVM of its own; its arguments are its properties, as {@code name=value}. */
final class ShopNode implements NodeTask {
  private @Nullable ApplicationContext context;

  @Override
  public void start(List<String> args) {
    Map<String, Object> properties = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      properties.put(arg.substring(0, equals), arg.substring(equals + 1));
    }
    context = ApplicationContext.run(properties);
  }

  /** Calls a cached method in so many threads at once; the answer is how often it ran. */
  @Override
  public String handle(String command, List<String> args) throws Exception {
    if (context == null) {
      throw new IllegalStateException("The node has not started");
    }
    Bookshop shop = context.getBean(Bookshop.class);
    Source source = context.getBean(Source.class);
    long id = Long.parseLong(args.get(0));
    CountDownLatch two = new CountDownLatch(2);
    source.answers(key -> slowly(two, key));
    int threads = Integer.parseInt(args.get(1));
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<@Nullable String>> titles = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        titles.add(
            executor.submit(
                () -> {
                  start.await();
                  return shop.title(id);
                }));
      }
      for (Future<@Nullable String> title : titles) {
        if (!("title of " + id).equals(title.get())) {
          throw new IllegalStateException("The title is " + title.get());
        }
      }
    } finally {
      executor.shutdownNow();
    }
    return String.valueOf(source.queries());
  }

  /** A query takes a second, unless it meets another one. */
  private static String slowly(CountDownLatch two, Object id) {
    two.countDown();
    try {
      two.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "title of " + id;
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
