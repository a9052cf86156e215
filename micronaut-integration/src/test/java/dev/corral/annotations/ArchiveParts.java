package dev.corral.annotations;

import dev.corral.micronaut.CorralSyncCache;
import dev.corral.micronaut.ParameterKey;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** What the annotations of {@link Archive} name. */
final class ArchiveParts {
  private ArchiveParts() {}

  private static GeneratedCacheKey lowered(
      String by, CacheKeyInvocationContext<? extends Annotation> call) {
    String title = (String) call.getKeyParameters()[0].getValue();
    return new ParameterKey(List.of(by, title.toLowerCase(Locale.ROOT)));
  }

  /** A bean: there is no other way to make it. */
  @Singleton
  static class KeysOfBean implements CacheKeyGenerator {
    private final CorralSyncCache books;

    KeysOfBean(@Named("books") CorralSyncCache books) {
      this.books = books;
    }

    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> call) {
      return lowered(books.getName(), call);
    }
  }

  /** Not a bean. */
  @Introspected
  static class KeysOfClass implements CacheKeyGenerator {
    @Override
    public GeneratedCacheKey generateCacheKey(
        CacheKeyInvocationContext<? extends Annotation> call) {
      return lowered("class", call);
    }
  }

  /** A bean that has all in one cache. */
  @Singleton
  static class Shelves implements CacheResolverFactory {
    private final CorralSyncCache shelf;

    Shelves(@Named("shelf") CorralSyncCache shelf) {
      this.shelf = shelf;
    }

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
      return resolverOf(shelf.getNativeCache());
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
      throw new AssertionError("No method here has a cache of exceptions");
    }
  }

  /** Not a bean; its cache is not Corral's, as far as one can see. */
  @Introspected
  static class Strangers implements CacheResolverFactory {
    private static volatile @Nullable Cache<?, ?> cache;

    static void are(Cache<?, ?> real) {
      cache =
          (Cache<?, ?>)
              Proxy.newProxyInstance(
                  Strangers.class.getClassLoader(),
                  new Class<?>[] {Cache.class},
                  (proxy, method, arguments) -> {
                    try {
                      return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
    }

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
      return resolverOf(Objects.requireNonNull(cache));
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
      throw new AssertionError("No method here has a cache of exceptions");
    }
  }

  private static CacheResolver resolverOf(Cache<?, ?> cache) {
    return new CacheResolver() {
      @Override
      @SuppressWarnings("unchecked")
      public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> call) {
        return (Cache<K, V>) cache;
      }
    };
  }
}
