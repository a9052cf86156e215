package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.corral.CorralConfiguration;
import dev.corral.Tagger;
import java.util.Set;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

class TaggerOptionTest {
  private static final String BY_KEY =
      "tagger = \"dev.corral.internal.config.TaggerOptionTest$ByKey\"";

  /** The key is the tag. */
  public static final class ByKey implements Tagger<Object, Object> {
    @Override
    public Set<String> tagsOf(Object key, Object value) {
      return Set.of(key.toString());
    }
  }

  /** None. */
  public static final class Other implements Tagger<Object, Object> {
    @Override
    public Set<String> tagsOf(Object key, Object value) {
      return Set.of();
    }
  }

  private static <K, V> CorralConfiguration<K, V> resolve(
      String file, CompleteConfiguration<K, V> asked) {
    CacheDefaults defaults =
        new FileReader("corral.conf").read(ConfigFactory.parseString(file).root()).caches();
    return new CacheResolver(defaults, TaggerOptionTest.class.getClassLoader())
        .resolve("books", asked)
        .configuration();
  }

  private static CorralConfiguration<Object, Object> resolve(String file) {
    return resolve(file, new MutableConfiguration<>());
  }

  @Test
  void tagger_isMadeOfTheClassThatAFileNames() {
    assertThat(resolve("").taggerFactory()).isEmpty();
    for (String where : new String[] {"caches.books.", "defaults."}) {
      assertThat(resolve(where + BY_KEY).taggerFactory())
          .get()
          .satisfies(factory -> assertThat(factory.create()).isInstanceOf(ByKey.class));
    }
  }

  @Test
  void tagger_ofTheApplication_goesFirst() {
    CorralConfiguration<String, String> asked =
        CorralConfiguration.builder(String.class, String.class)
            .taggerFactory(FactoryBuilder.factoryOf(Other.class))
            .build();
    assertThat(resolve("caches.books." + BY_KEY, asked).taggerFactory())
        .contains(FactoryBuilder.factoryOf(Other.class));
  }

  @Test
  void classThatIsNoTagger_isRefused() {
    assertThatThrownBy(() -> resolve("caches.books.tagger = \"java.lang.String\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("tagger", "java.lang.String", "dev.corral.Tagger");
  }
}
