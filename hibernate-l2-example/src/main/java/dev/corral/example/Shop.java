package dev.corral.example;

import dev.corral.testkit.ChildJvm;
import dev.corral.testkit.RedisServer;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Opens the shop on two nodes, without and with a second-level cache, and says what they did. */
public final class Shop {
  private final PrintStream out;
  private final String database;
  private final int pages;

  /**
   * @param pages how many each node shows at a time
   */
  Shop(PrintStream out, String database, int pages) {
    this.out = out;
    this.database = database;
    this.pages = pages;
  }

  /**
   * Runs the example.
   *
   * @param arguments none
   * @throws Exception if something could not be opened
   */
  public static void main(String... arguments) throws Exception {
    try (ShopDatabase database = ShopDatabase.open(System.getProperty("example.database", ""));
        RedisServer redis = RedisServer.start()) {
      new Shop(System.out, database.url(), 2_000).play(database.product(), redis.uri());
    }
  }

  void play(String product, URI redis) {
    out.printf(
        "%d products in %s; two nodes, each a JVM, show %,d pages each%n%n",
        ShopNode.PRODUCTS, product, pages);
    long without;
    try (ChildJvm a = node("");
        ChildJvm b = node("")) {
      a.call("fill");
      out.printf("%-34s%10s%16s%n", "", "ms", "SQL statements");
      without = visits("without a cache", a, b);
    }
    try (ChildJvm a = node("hibernate.corral.uri=" + redis);
        ChildJvm b = node("hibernate.corral.uri=" + redis)) {
      long with = visits("with Corral, at first empty", a, b);
      with += visits("with Corral, filled", a, b);
      out.printf("%nSQL statements saved: %,d of %,d%n", 2 * without - with, 2 * without);
      regions("A", a);
      regions("B", b);
      aWrite(a, b);
    }
  }

  private ChildJvm node(String cache) {
    List<String> settings = new ArrayList<>();
    settings.add("hibernate.connection.url=" + database);
    if (cache.isEmpty()) {
      settings.add("hibernate.cache.use_second_level_cache=false");
    } else {
      settings.add("hibernate.cache.region.factory_class=corral");
      settings.add("hibernate.cache.use_query_cache=true");
      settings.add(cache);
    }
    return ChildJvm.start(ShopNode.class, settings.toArray(new String[0]));
  }

  /** The SQL statements of both nodes. */
  private long visits(String title, ChildJvm a, ChildJvm b) {
    return visit(title + ", node A", a) + visit(title + ", node B", b);
  }

  private long visit(String title, ChildJvm node) {
    String[] taken = node.call("visit", String.valueOf(pages)).split(" ");
    long statements = Long.parseLong(taken[1]);
    out.printf("%-34s%,10d%,16d%n", title, Long.parseLong(taken[0]), statements);
    return statements;
  }

  private void regions(String name, ChildJvm node) {
    out.printf("%n%-34s%10s%10s%10s%n", "regions of node " + name, "hits", "misses", "puts");
    for (String line : node.call("regions").split("\n")) {
      String[] parts = line.split(" ");
      out.printf("%-34s%10s%10s%10s%n", parts[0], parts[1], parts[2], parts[3]);
    }
  }

  private void aWrite(ChildJvm a, ChildJvm b) {
    out.printf("%nB sees      %s%n", b.call("look", "P-7"));
    a.call("price", "P-7", "4999");
    out.printf("A changes the price%n");
    out.printf("B sees      %s%n", b.call("look", "P-7"));
    out.printf("B sees      %s%n", b.call("look", "P-7"));
  }
}
