package dev.corral.quickstart;

import javax.cache.Cache;

/** How long a page takes from the database, at a miss, and at a hit. */
record LatencyScene(ShopDatabase database, Cache<Long, ProductPage> pages) implements Scene {
  private static final long FIRST = 5_001;
  private static final int WARM_UP = 150;
  private static final int SLOW = 200;
  private static final int FAST = 5_000;

  @Override
  public String title() {
    return "One page: from the database, at a miss, at a hit";
  }

  @Override
  public String play(Console console) {
    Latencies.measure(WARM_UP, i -> pages.get(i + 1L));
    Latencies misses = Latencies.measure(SLOW, i -> pages.get(FIRST + i));
    Latencies direct = Latencies.measure(SLOW, i -> database.page(FIRST + i));
    Latencies.measure(FAST, i -> pages.get(FIRST + i % SLOW));
    long before = database.queries();
    Latencies hits = Latencies.measure(FAST, i -> pages.get(FIRST + i % SLOW));
    Scene.check(database.queries() == before, "a hit does not query the database");

    Bars bars = console.bars(Math.max(direct.percentile(99), misses.percentile(99)));
    Table table = new Table("", "runs", "p50", "p99", "solid: p50, light: p99");
    row(table, "database", direct, bars);
    row(table, "cache, miss", misses, bars);
    row(table, "cache, hit", hits, bars);
    console.lines(table.lines());
    long times = direct.percentile(50) / Math.max(1, hits.percentile(50));
    return "A hit took "
        + Latencies.show(hits.percentile(50))
        + "; the same page from the database took "
        + Latencies.show(direct.percentile(50))
        + ", "
        + times
        + " times as long.";
  }

  private static void row(Table table, String name, Latencies latencies, Bars bars) {
    table.row(
        name,
        Integer.toString(latencies.count()),
        Latencies.show(latencies.percentile(50)),
        Latencies.show(latencies.percentile(99)),
        bars.bar(latencies.percentile(50), latencies.percentile(99)));
  }
}
