package dev.corral.quickstart;

import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/** Loads the pages that the cache does not have. */
record PageLoader(ShopDatabase database) implements CacheLoader<Long, ProductPage> {

  @Override
  @SuppressWarnings("NullAway") // null is how JSR-107 says that there is no such entry
  public @Nullable ProductPage load(Long id) {
    return database.page(id);
  }

  @Override
  public Map<Long, ProductPage> loadAll(Iterable<? extends Long> ids) {
    Map<Long, ProductPage> pages = new HashMap<>();
    for (Long id : ids) {
      ProductPage page = database.page(id);
      if (page != null) {
        pages.put(id, page);
      }
    }
    return pages;
  }
}
