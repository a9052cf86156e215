package dev.corral.it.consistency;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A cache of lists that looks like one of texts, used by someone who spoils each list that was
 * handed out or handed in: whoever were to share it would see what was never written.
 */
final class MutableValues {

  /** Asks a {@link ConsistencyNode} for it. */
  static final String SETTING = "mutable-values";

  private final Cache<?, ?> cache;

  private MutableValues(Cache<?, ?> cache) {
    this.cache = cache;
  }

  @SuppressWarnings("unchecked")
  static Cache<String, String> in(Cache<?, ?> cache) {
    MutableValues values = new MutableValues(cache);
    return (Cache<String, String>)
        Proxy.newProxyInstance(
            MutableValues.class.getClassLoader(),
            new Class<?>[] {Cache.class},
            (proxy, method, arguments) ->
                values.invoke(method, arguments == null ? new Object[0] : arguments));
  }

  private @Nullable Object invoke(Method method, Object[] arguments) throws Throwable {
    List<List<String>> handedIn = new ArrayList<>();
    // The first one is the key.
    for (int i = 1; i < arguments.length; i++) {
      List<String> list = new ArrayList<>(List.of((String) arguments[i]));
      handedIn.add(list);
      arguments[i] = list;
    }
    try {
      return text(method.invoke(cache, arguments));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      handedIn.forEach(list -> list.set(0, "spoilt by its writer"));
    }
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object text(@Nullable Object result) {
    if (!(result instanceof List<?>)) {
      return result;
    }
    List<String> list = (List<String>) result;
    String text = String.join(",", list);
    list.set(0, "spoilt by a reader");
    return text;
  }
}
