package dev.corral.micronaut;

import io.micronaut.aop.MethodInvocationContext;
import io.micronaut.cache.annotation.CacheConfig;
import io.micronaut.cache.annotation.CacheInvalidate;
import io.micronaut.cache.annotation.CachePut;
import io.micronaut.cache.annotation.Cacheable;
import io.micronaut.cache.interceptor.CacheKeyGenerator;
import io.micronaut.cache.interceptor.DefaultCacheKeyGenerator;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.ExecutableMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method that is {@code @Cacheable} in one cache and nothing else: one whose calls can go through
 * the cache as loads. Immutable.
 *
 * @param cacheName the name of the cache
 * @param keyGenerator what makes the keys
 * @param parameters the names of the parameters that make up the key; empty for all
 */
record CacheableMethod(
    String cacheName, Class<? extends CacheKeyGenerator> keyGenerator, List<String> parameters) {

  /** The method as such a one, if it is. */
  static Optional<CacheableMethod> of(ExecutableMethod<?, ?> method) {
    if (!method.hasStereotype(Cacheable.class)
        || !method.getAnnotationValuesByType(CachePut.class).isEmpty()
        || !method.getAnnotationValuesByType(CacheInvalidate.class).isEmpty()
        || method.getReturnType().isVoid()
        || method.isSuspend()) {
      return Optional.empty();
    }
    String[] names = method.stringValues(Cacheable.class, "cacheNames");
    if (names.length == 0) {
      names = method.stringValues(CacheConfig.class, "cacheNames");
    }
    return names.length != 1
        ? Optional.empty()
        : Optional.of(
            new CacheableMethod(
                names[0],
                keyGenerator(method),
                List.of(method.stringValues(Cacheable.class, "parameters"))));
  }

  @SuppressWarnings("unchecked")
  private static Class<? extends CacheKeyGenerator> keyGenerator(ExecutableMethod<?, ?> method) {
    Class<?> type =
        method
            .classValue(Cacheable.class, "keyGenerator")
            .or(() -> method.classValue(CacheConfig.class, "keyGenerator"))
            .orElse(DefaultCacheKeyGenerator.class);
    return (Class<? extends CacheKeyGenerator>) type;
  }

  /** Whether this call is to use the cache. */
  static boolean isWanted(MethodInvocationContext<Object, Object> call) {
    return !call.isPresent(Cacheable.class, "condition")
        || call.booleanValue(Cacheable.class, "condition").orElse(false);
  }

  /** The values of the parameters that make up the key of a call. */
  @Nullable Object[] keyParameters(MethodInvocationContext<Object, Object> call) {
    @Nullable Object[] values = call.getParameterValues();
    if (parameters.isEmpty()) {
      return values;
    }
    Argument<?>[] arguments = call.getArguments();
    List<@Nullable Object> chosen = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (parameters.contains(arguments[i].getName())) {
        chosen.add(values[i]);
      }
    }
    return chosen.toArray();
  }
}
