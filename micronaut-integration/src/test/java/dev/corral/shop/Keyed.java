package dev.corral.shop;

import io.micronaut.cache.annotation.CacheConfig;
import io.micronaut.cache.annotation.CacheInvalidate;
import io.micronaut.cache.annotation.Cacheable;
import io.micronaut.cache.interceptor.CacheKeyGenerator;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cached methods with parameters of many kinds. */
@Singleton
@CacheConfig("books")
public class Keyed {
  private final Source source;

  Keyed(Source source) {
    this.source = source;
  }

  @Cacheable
  public String none() {
    return String.valueOf(source.query("nothing"));
  }

  @Cacheable
  public String one(@Nullable String key) {
    return String.valueOf(source.query(String.valueOf(key)));
  }

  @Cacheable
  public String array(@Nullable String[] key) {
    return String.valueOf(source.query(Arrays.toString(key)));
  }

  @Cacheable
  public String two(@Nullable String first, @Nullable String second) {
    return String.valueOf(source.query(first + ", " + second));
  }

  @CacheInvalidate
  public void forget(@Nullable String first, @Nullable String second) {}

  @Cacheable(keyGenerator = Lowered.class)
  public String lowered(String key) {
    return String.valueOf(source.query(key));
  }

  @CacheInvalidate(keyGenerator = Lowered.class)
  public void forgetLowered(String key) {}

  /** Keys in which case makes no difference. */
  @Introspected
  public static class Lowered implements CacheKeyGenerator {
    @Override
    public Object generateKey(AnnotationMetadata annotations, Object... parameters) {
      return "lowered " + ((String) parameters[0]).toLowerCase(Locale.ROOT);
    }
  }
}
