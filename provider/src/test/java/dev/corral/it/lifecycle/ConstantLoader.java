package dev.corral.it.lifecycle;

import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;

/** Loads the same value for each key. */
final class ConstantLoader implements CacheLoader<String, String> {
  @Override
  public String load(String key) {
    return "loaded";
  }

  @Override
  public Map<String, String> loadAll(Iterable<? extends String> keys) {
    Map<String, String> loaded = new HashMap<>();
    keys.forEach(key -> loaded.put(key, "loaded"));
    return loaded;
  }
}
