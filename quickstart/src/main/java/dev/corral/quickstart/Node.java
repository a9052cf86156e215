package dev.corral.quickstart;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

/**
 * One node of the shop: a cache manager with its own connections to Redis. Two of them share
 * nothing but Redis; they could as well run on two machines.
 */
final class Node implements AutoCloseable {
  private final CacheManager manager;

  private Node(CacheManager manager) {
    this.manager = manager;
  }

  /** Opens a node. JSR-107 has one manager per class loader and URI, so each gets a loader. */
  static Node open(String name) {
    ClassLoader loader = new URLClassLoader(name, new URL[0], Node.class.getClassLoader());
    return new Node(
        Caching.getCachingProvider().getCacheManager(URI.create("classpath:corral.conf"), loader));
  }

  /** The product pages, loaded from the database where they are missing. */
  Cache<Long, ProductPage> pages(ShopDatabase database, boolean countsHits) {
    return manager.createCache(
        "product-pages",
        new MutableConfiguration<Long, ProductPage>()
            .setTypes(Long.class, ProductPage.class)
            .setReadThrough(true)
            .setCacheLoaderFactory(() -> new PageLoader(database))
            .setStatisticsEnabled(countsHits));
  }

  /** A cache of strings and numbers. */
  Cache<String, Long> numbers(String name) {
    return manager.createCache(
        name, new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
  }

  @Override
  public void close() {
    manager.close();
  }
}
