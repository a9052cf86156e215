package dev.corral.quickstart;

import java.util.Locale;
import java.util.SplittableRandom;
import javax.cache.Cache;

/** Visitors who want some pages more often than others. */
record TrafficScene(ShopDatabase database, Cache<Long, ProductPage> pages) implements Scene {
  private static final int THREADS = 4;
  private static final int VISITS = 2_000;

  @Override
  public String title() {
    return "Traffic: " + THREADS + " threads, some pages wanted more than others";
  }

  @Override
  public String play(Console console) {
    long queriesBefore = database.queries();
    NodeStatistics statistics = NodeStatistics.of(pages);
    long hitsBefore = statistics.hits();
    long missesBefore = statistics.misses();
    long start = System.nanoTime();
    Threads.run(THREADS, this::visit);
    double seconds = (System.nanoTime() - start) / 1e9;

    long visits = (long) THREADS * VISITS;
    long loads = database.queries() - queriesBefore;
    long hits = statistics.hits() - hitsBefore;
    long misses = statistics.misses() - missesBefore;
    console.line("%,8d page views in %.1f s", visits, seconds);
    console.line("%,8d hits     (%.1f %%)", hits, 100.0 * hits / visits);
    console.line("%,8d misses   (%.1f %%)", misses, 100.0 * misses / visits);
    console.line("%,8d queries  that reached the database", loads);
    Scene.check(hits + misses == visits, "each page view is a hit or a miss");
    Scene.check(loads <= misses, "the database is asked only at a miss");
    return String.format(
        Locale.ROOT,
        "%,d page views cost the database %,d queries, at most one for each miss.",
        visits,
        loads);
  }

  private void visit(int thread) {
    SplittableRandom random = new SplittableRandom(thread);
    for (int i = 0; i < VISITS; i++) {
      double popularity = Math.pow(random.nextDouble(), 20);
      long id = 1 + (long) (popularity * (ShopDatabase.PRODUCTS - 1));
      ProductPage page = pages.get(id);
      Scene.check(page != null && page.id() == id, "page " + id + " is the page of product " + id);
    }
  }
}
