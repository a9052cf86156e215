package dev.corral.quickstart;

import java.util.function.LongFunction;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/** A way to put a cache in front of a slow query. What each cache does at expiry, its name says. */
enum Line {
  /** Get; if there is nothing, query and put. */
  CACHE_ASIDE("cache-aside", "hot-aside", false),
  /** The provider calls the loader. */
  READ_THROUGH("read-through", "hot-loaded", true),
  /** The same, and corral.conf gives this cache a window in which it serves what has expired. */
  STALE("+ stale window", "hot-stale", true);

  private final String title;
  private final String cache;
  private final boolean loads;

  Line(String title, String cache, boolean loads) {
    this.title = title;
    this.cache = cache;
    this.loads = loads;
  }

  String title() {
    return title;
  }

  /** What a request of this line does. */
  LongFunction<String> open(CacheManager manager, HotProduct products) {
    MutableConfiguration<Long, String> configuration =
        new MutableConfiguration<Long, String>().setTypes(Long.class, String.class);
    if (!loads) {
      Cache<Long, String> pages = manager.createCache(cache, configuration);
      return id -> {
        String page = pages.get(id);
        if (page == null) {
          page = products.load(id);
          pages.put(id, page);
        }
        return page;
      };
    }
    Cache<Long, String> pages =
        manager.createCache(
            cache, configuration.setReadThrough(true).setCacheLoaderFactory(() -> products));
    return pages::get;
  }
}
