package dev.corral.example;

import dev.corral.testkit.NodeTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.CacheRegionStatistics;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;

/** The shop on one node, a JVM of its own. Its arguments are Hibernate's settings, name=value. */
final class ShopNode implements NodeTask {
  static final int PRODUCTS = 200;
  private static final int CATEGORIES = 10;
  private static final int REVIEWS = 3;

  private @Nullable SessionFactory factory;

  @Override
  public void start(List<String> settings) {
    Configuration configuration = new Configuration();
    configuration.addAnnotatedClasses(Category.class, Product.class, Review.class);
    configuration.setProperty("hibernate.hbm2ddl.auto", "update");
    configuration.setProperty("hibernate.generate_statistics", "true");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      configuration.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
    }
    factory = configuration.buildSessionFactory();
  }

  private SessionFactory factory() {
    if (factory == null) {
      throw new IllegalStateException("The node has not started");
    }
    return factory;
  }

  @Override
  public String handle(String command, List<String> arguments) {
    return switch (command) {
      case "fill" -> fill();
      case "visit" -> visit(Integer.parseInt(arguments.get(0)));
      case "regions" -> regions();
      case "price" -> price(arguments.get(0), Long.parseLong(arguments.get(1)));
      case "look" -> look(arguments.get(0));
      default -> throw new IllegalArgumentException(command);
    };
  }

  private static String numberOf(long id) {
    return "P-" + id;
  }

  private String fill() {
    factory()
        .inTransaction(
            session -> {
              List<Category> categories = new ArrayList<>();
              for (long id = 0; id < CATEGORIES; id++) {
                Category category = new Category(id, "Category " + id);
                session.persist(category);
                categories.add(category);
              }
              for (long id = 0; id < PRODUCTS; id++) {
                Category category = categories.get((int) (id % CATEGORIES));
                Product product = new Product(id, numberOf(id), 1000 + id, category);
                session.persist(product);
                for (int i = 0; i < REVIEWS; i++) {
                  session.persist(product.reviewed(id * REVIEWS + i, 1 + (int) ((id + i) % 5)));
                }
              }
            });
    return "filled";
  }

  /** Shows so many pages; the answer is the milliseconds and SQL statements that took. */
  private String visit(int pages) {
    Statistics statistics = factory().getStatistics();
    long statements = statistics.getPrepareStatementCount();
    long start = System.nanoTime();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < pages; i++) {
      String number = numberOf(random.nextInt(PRODUCTS));
      long category = random.nextInt(CATEGORIES);
      factory().inTransaction(session -> show(session, number, category));
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    return millis + " " + (statistics.getPrepareStatementCount() - statements);
  }

  /** A page: a product by its number, its category, what customers think, and what is cheap. */
  private static void show(Session session, String number, long category) {
    Product product = session.find(Product.class, number, KeyType.NATURAL);
    if (product.categoryName().isEmpty() || product.stars() == 0) {
      throw new IllegalStateException(number + " is incomplete");
    }
    session
        .createQuery("from Product where category.id = :category order by cents", Product.class)
        .setParameter("category", category)
        .setMaxResults(5)
        .setCacheable(true)
        .list();
  }

  private String regions() {
    Statistics statistics = factory().getStatistics();
    List<String> lines = new ArrayList<>();
    String[] names = statistics.getSecondLevelCacheRegionNames();
    Arrays.sort(names);
    for (String name : names) {
      CacheRegionStatistics region =
          name.startsWith("default-")
              ? statistics.getQueryRegionStatistics(name)
              : statistics.getDomainDataRegionStatistics(name);
      if (region != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s %d %d %d",
                name.replace("dev.corral.example.", ""),
                region.getHitCount(),
                region.getMissCount(),
                region.getPutCount()));
      }
    }
    return String.join("\n", lines);
  }

  private String price(String number, long cents) {
    factory()
        .inTransaction(
            session -> session.find(Product.class, number, KeyType.NATURAL).costs(cents));
    return "done";
  }

  private String look(String number) {
    long before = factory().getStatistics().getPrepareStatementCount();
    String seen =
        factory()
            .fromTransaction(
                session -> {
                  Product product = session.find(Product.class, number, KeyType.NATURAL);
                  return product.name() + ", " + product.cents() + " cents";
                });
    long statements = factory().getStatistics().getPrepareStatementCount() - before;
    return seen + " (" + statements + " SQL statements)";
  }

  @Override
  public void close() {
    if (factory != null) {
      factory.close();
    }
  }
}
