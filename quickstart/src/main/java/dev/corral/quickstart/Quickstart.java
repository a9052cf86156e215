package dev.corral.quickstart;

import dev.corral.testkit.EmbeddedUri;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;

/** Opens a shop on two nodes, plays the scenes, and says what they proved. */
public final class Quickstart {
  private Quickstart() {}

  /**
   * Runs the quickstart.
   *
   * @param arguments none
   * @throws Exception if something could not be opened, or did not turn out to be so
   */
  public static void main(String... arguments) throws Exception {
    Console console = Console.ofThisProcess();
    long start = System.nanoTime();
    console.heading("Corral quickstart: javax.cache over Redis, in front of a database");
    List<String> proved = new ArrayList<>();
    Scene incident = new IncidentScene(EmbeddedUri.start());
    console.heading(incident.title());
    proved.add(incident.play(console));
    console.heading("The shop");
    try (ShopDatabase database = new ShopDatabase();
        Node a = Node.open("A");
        Node b = Node.open("B")) {
      console.line(
          "database  H2, %,d products, %,d reviews, a query that ranks a product in its category",
          ShopDatabase.PRODUCTS, ShopDatabase.REVIEWS);
      List<Scene> scenes = scenes(database, a, b);
      console.line("cache     a Redis server of its own; nodes A and B share nothing but Redis");
      for (Scene scene : scenes) {
        console.heading(scene.title());
        proved.add(scene.play(console));
      }
      console.heading("What this proved");
      proved.forEach(console::proved);
      console.line("");
      console.line("All of it in %.1f s.", (System.nanoTime() - start) / 1e9);
    }
  }

  private static List<Scene> scenes(ShopDatabase database, Node a, Node b) {
    Cache<Long, ProductPage> pagesOfA = a.pages(database, true);
    Cache<Long, ProductPage> pagesOfB = b.pages(database, false);
    return List.of(
        new LatencyScene(database, pagesOfA),
        new TrafficScene(database, pagesOfA),
        new TwoNodesScene(database, pagesOfA, pagesOfB),
        new CounterScene(a.numbers("counters"), b.numbers("counters")),
        new ExpiryScene(a.numbers("flash-sale"), b.numbers("flash-sale")),
        new ClearScene(a.numbers("baskets"), b.numbers("baskets")));
  }
}
