package dev.corral.it.consistency;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A near cache that knows of this node's changes alone: what the checkers must find out. It keeps
 * what it read until the key is changed here.
 */
final class NaiveNearCache {

  /** Asks a {@link ConsistencyNode} for it. */
  static final String SETTING = "naive-near-cache";

  private final Cache<String, String> cache;
  private final ConcurrentMap<Object, Optional<Object>> near = new ConcurrentHashMap<>();

  private NaiveNearCache(Cache<String, String> cache) {
    this.cache = cache;
  }

  @SuppressWarnings("unchecked")
  static Cache<String, String> before(Cache<String, String> cache) {
    NaiveNearCache naive = new NaiveNearCache(cache);
    return (Cache<String, String>)
        Proxy.newProxyInstance(
            NaiveNearCache.class.getClassLoader(),
            new Class<?>[] {Cache.class},
            (proxy, method, arguments) -> naive.invoke(method, arguments));
  }

  private @Nullable Object invoke(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("get")) {
      Optional<Object> known = near.get(arguments[0]);
      if (known == null) {
        known = Optional.ofNullable(pass(method, arguments));
        near.put(arguments[0], known);
      }
      return known.orElse(null);
    }
    Object result = pass(method, arguments);
    near.remove(arguments[0]);
    return result;
  }

  private @Nullable Object pass(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(cache, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
