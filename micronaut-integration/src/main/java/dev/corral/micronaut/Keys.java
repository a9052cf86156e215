package dev.corral.micronaut;

import io.micronaut.cache.interceptor.ParametersKey;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which Micronaut's keys are stored. A {@link ParametersKey} holds its hash code,
 * which differs from node to node where an enum is among the parameters; so it is replaced.
 */
final class Keys {
  private static final Field PARAMETERS = parameters();

  private Keys() {}

  /** The key to store under. */
  static Object stored(Object key) {
    return key instanceof ParametersKey parameters ? new ParameterKey(list(parameters)) : key;
  }

  private static List<@Nullable Object> list(ParametersKey key) {
    try {
      return Arrays.asList((@Nullable Object[]) PARAMETERS.get(key));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Micronaut's key cannot be read: " + key, e);
    }
  }

  private static Field parameters() {
    try {
      Field field = ParametersKey.class.getDeclaredField("params");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(
          "Corral does not know this version of micronaut-cache-core: its ParametersKey has no"
              + " field 'params'",
          e);
    }
  }
}
