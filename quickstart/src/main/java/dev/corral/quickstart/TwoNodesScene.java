package dev.corral.quickstart;

import java.math.BigDecimal;
import javax.cache.Cache;

/** What one node writes, the other one reads. */
record TwoNodesScene(
    ShopDatabase database, Cache<Long, ProductPage> here, Cache<Long, ProductPage> there)
    implements Scene {
  private static final int WRITES = 500;

  @Override
  public String title() {
    return "Two nodes: what one writes, the other reads";
  }

  @Override
  public String play(Console console) {
    ProductPage page = here.get(1L);
    long queriesBefore = database.queries();
    for (int i = 1; i <= WRITES; i++) {
      BigDecimal price = BigDecimal.valueOf(i, 2);
      here.put(1L, page.withPrice(price));
      BigDecimal seen = there.get(1L).price();
      Scene.check(seen.compareTo(price) == 0, "the other node sees the new price at once");
    }
    Scene.check(database.queries() == queriesBefore, "no read went to the database");
    console.line("node A put 500 new prices, one by one; node B read each right after");
    console.line("page on node B: %s", there.get(1L));

    boolean first = here.putIfAbsent(-1L, page);
    boolean second = there.putIfAbsent(-1L, page);
    console.line("putIfAbsent of the same new key: node A %s, node B %s", first, second);
    Scene.check(first && !second, "only the first putIfAbsent wins, whatever node it comes from");
    return "A write is seen by the next read on another node, and one of two creators wins.";
  }
}
