package example.shop;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import javax.management.ObjectName;

/** Puts and gets, and prints what came of it. */
public final class Main {

  record Product(String name, BigDecimal price) {}

  static final class Basket {
    private final Product product;

    Basket(Product product) {
      this.product = product;
    }
  }

  private Main() {}

  public static void main(String[] args) throws Exception {
    try (CachingProvider provider = Caching.getCachingProvider();
        CacheManager manager = provider.getCacheManager(new URI(args[0]), null);
        Cache<Long, Basket> cache =
            manager.createCache(
                "baskets",
                new MutableConfiguration<Long, Basket>()
                    .setTypes(Long.class, Basket.class)
                    .setStatisticsEnabled(true)
                    .setManagementEnabled(true))) {
      cache.put(1L, new Basket(new Product("apple", new BigDecimal("0.50"))));
      print("provider", provider.getClass().getModule());
      print("value", cache.get(1L).product);
      print("invoked", cache.invoke(1L, (entry, none) -> entry.getValue().product.name()));
      print("hits", attribute("CacheStatistics", "CacheHits"));
      print("type", attribute("CacheConfiguration", "ValueType"));
    }
  }

  private static void print(String name, Object value) {
    System.out.println(name + ": " + value);
  }

  private static Object attribute(String bean, String attribute) throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> names =
        server.queryNames(new ObjectName("javax.cache:type=" + bean + ",*"), null);
    return server.getAttribute(names.iterator().next(), attribute);
  }
}
