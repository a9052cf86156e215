package dev.corral.quickstart;

import java.util.List;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/** Entry processors on two nodes that count together. */
record CounterScene(Cache<String, Long> here, Cache<String, Long> there) implements Scene {
  private static final int THREADS = 8;
  private static final int INCREMENTS = 500;

  @Override
  public String title() {
    return "Counting: " + THREADS + " threads on two nodes, one counter";
  }

  @Override
  public String play(Console console) {
    List<Cache<String, Long>> nodes = List.of(here, there);
    long start = System.nanoTime();
    Threads.run(
        THREADS,
        thread -> {
          Cache<String, Long> node = nodes.get(thread % nodes.size());
          for (int i = 0; i < INCREMENTS; i++) {
            node.invoke("sold", new Increment());
          }
        });
    long took = System.nanoTime() - start;
    long expected = (long) THREADS * INCREMENTS;
    long counted = here.get("sold");
    console.line("%,8d increments by invoke() in %s", expected, Latencies.show(took));
    console.line("%,8d counted", counted);
    Scene.check(counted == expected, "no increment is lost");
    return "Entry processors are atomic between nodes: no increment was lost.";
  }

  /** Adds one. */
  private static final class Increment implements EntryProcessor<String, Long, Long> {
    @Override
    public Long process(MutableEntry<String, Long> entry, Object... arguments) {
      long next = entry.exists() ? entry.getValue() + 1 : 1;
      entry.setValue(next);
      return next;
    }
  }
}
