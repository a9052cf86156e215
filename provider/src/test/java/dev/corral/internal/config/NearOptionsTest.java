package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.corral.Consistency;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.InvalidationSource;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearOptionsTest {
  private static final javax.cache.expiry.Duration MINUTE = javax.cache.expiry.Duration.ONE_MINUTE;

  private static ResolvedConfiguration<Object, Object> resolve(
      String file, CompleteConfiguration<Object, Object> asked) {
    CacheDefaults defaults =
        new FileReader("corral.conf").read(ConfigFactory.parseString(file).root()).caches();
    return new CacheResolver(defaults, NearOptionsTest.class.getClassLoader())
        .resolve("books", asked);
  }

  private static CacheSettings settings(String file, CompleteConfiguration<Object, Object> asked) {
    return resolve(file, asked).settings();
  }

  private static CorralConfigurationBuilder<Object, Object> builder() {
    return CorralConfiguration.builder(Object.class, Object.class);
  }

  private static Map<String, String> setting(String written) {
    String[] parts = written.split(" = ");
    return Map.of(parts[0], parts[1]);
  }

  private static CacheSettings settings(String file) {
    return settings(file, new MutableConfiguration<>());
  }

  private static CacheSettings forAll(String options) {
    return settings("defaults { " + options + " }");
  }

  private static CacheSettings forBooks(String options) {
    return settings("caches { books { " + options + " } }");
  }

  private static CacheSettings nearForAll(Factory<? extends ExpiryPolicy> policy) {
    return settings(
        "defaults { near-max-entries = 10 }",
        new MutableConfiguration<>().setExpiryPolicyFactory(policy));
  }

  @Test
  void builtInDefaults_haveNoNearCache_andAreEventual() {
    CacheSettings settings = settings("");
    assertThat(settings.near()).isEmpty();
    assertThat(settings.consistency()).isEqualTo(Consistency.EVENTUAL);
    assertThat(settings.stalenessBound()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.waitReplicas()).isZero();
    assertThat(settings.waitReplicasTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void everyOption_isTakenFromAFile() {
    CacheSettings settings =
        forBooks(
            "near-max-entries = 10, near-lifetime = 5s, near-copy = share, consistency = causal,"
                + " staleness-bound = 500ms");
    NearSettings near = settings.near().orElseThrow();
    assertThat(near.maxEntries()).isEqualTo(10);
    assertThat(near.maxWeight()).isZero();
    assertThat(near.lifetime()).contains(Duration.ofSeconds(5));
    assertThat(near.copy()).isEqualTo("share");
    assertThat(settings.consistency()).isEqualTo(Consistency.CAUSAL);
    assertThat(settings.stalenessBound()).isEqualTo(Duration.ofMillis(500));
    CacheSettings strong =
        forBooks("consistency = strong, wait-replicas = 2, wait-replicas-timeout = 3s");
    assertThat(strong.waitReplicas()).isEqualTo(2);
    assertThat(strong.waitReplicasTimeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void everyOption_isTakenFromTheApplication() {
    CorralConfiguration<Object, Object> asked =
        CorralConfiguration.builder(Object.class, Object.class)
            .nearMaxWeight(1_000)
            .nearLifetime(Duration.ofSeconds(5))
            .nearCopy("share")
            .nearIgnoresAccess(true)
            .consistency(Consistency.CAUSAL)
            .stalenessBound(Duration.ofSeconds(3))
            .build();
    CacheSettings settings = settings("", asked);
    NearSettings near = settings.near().orElseThrow();
    assertThat(near.maxWeight()).isEqualTo(1_000);
    assertThat(near.lifetime()).contains(Duration.ofSeconds(5));
    assertThat(near.copy()).isEqualTo("share");
    assertThat(settings.consistency()).isEqualTo(Consistency.CAUSAL);
    assertThat(settings.stalenessBound()).isEqualTo(Duration.ofSeconds(3));
    CorralConfiguration<Object, Object> strong =
        CorralConfiguration.builder(Object.class, Object.class)
            .consistency(Consistency.STRONG)
            .waitReplicas(1)
            .waitReplicasTimeout(Duration.ofSeconds(2))
            .build();
    assertThat(settings("", strong).waitReplicas()).isEqualTo(1);
    assertThat(settings("", strong).waitReplicasTimeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void zeroEntries_switchOffWhatAPatternSays() {
    assertThat(
            settings(
                    "defaults { near-max-entries = 10 }, caches { books { near-max-entries = 0 } }")
                .near())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "near-max-weight = 1000, near-max-entries = 0",
    "near-max-entries = 10, near-max-weight = 0",
    "near-max-weight = 1000, near-max-weight = 0"
  })
  void zeroForOneCache_switchesOff_whicheverMaximumIsSaidForAll(String forAll, String forOne) {
    String all = "defaults { " + forAll + " }";
    assertThat(settings(all).near()).isPresent();
    assertThat(settings(all + ", caches.books { " + forOne + " }").near()).isEmpty();
    assertThat(settings(all, builder().settings(setting(forOne)).build()).near()).isEmpty();
  }

  @Test
  void zeroOfOneMaximum_besideTheOther_isNoMaximum() {
    assertThat(forBooks("near-max-entries = 0, near-max-weight = 1000").near().orElseThrow())
        .extracting(NearSettings::maxEntries, NearSettings::maxWeight)
        .containsExactly(0L, 1_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1000",
    "3000000000, 3000000000",
    "512k, 524288",
    "64M, 67108864",
    "10 MB, 10000000",
    "1.5G, 1610612736",
    "1024G, 1099511627776"
  })
  void weight_isTakenFromNumbersAndSizes(String written, long bytes) {
    assertThat(forBooks("near-max-weight = " + written).near().orElseThrow().maxWeight())
        .isEqualTo(bytes);
    assertThat(
            settings("", builder().setting("near-max-weight", written).build())
                .near()
                .orElseThrow()
                .maxWeight())
        .isEqualTo(bytes);
  }

  @Test
  void weight_isTakenFromIntsAndLongs_andFromNothingElse() {
    assertThat(builder().setting("near-max-weight", 1_000).build())
        .isEqualTo(builder().nearMaxWeight(1_000).build())
        .isEqualTo(builder().setting("near-max-weight", 1_000L).build());
    assertThatThrownBy(() -> builder().setting("near-max-weight", 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("near-max-weight = 0.5 (java.lang.Double): must be ");
  }

  @Test
  void nearCache_isForThoseCachesThatAPatternNames() {
    String file = "cache-patterns = [ { match = \"%s\", near-max-entries = 10 } ]";
    assertThat(settings(file.formatted("b*")).near()).isPresent();
    assertThat(settings(file.formatted("c*")).near()).isEmpty();
  }

  @Test
  void nearCache_isTakenFromPropertiesAndUris() {
    Properties properties = new Properties();
    properties.setProperty("corral.defaults.near-max-entries", "10");
    properties.put("corral.defaults.consistency", Consistency.CAUSAL);
    CacheSettings settings =
        ManagerSettings.resolve(
                URI.create("redis://h?defaults.staleness-bound=500ms&defaults.near-max-entries=9"),
                NearOptionsTest.class.getClassLoader(),
                properties)
            .settingsFor("books", builder().build())
            .settings();
    assertThat(settings.near().orElseThrow().maxEntries()).isEqualTo(10);
    assertThat(settings.consistency()).isEqualTo(Consistency.CAUSAL);
    assertThat(settings.stalenessBound()).isEqualTo(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "defaults { near-max-entries = 10, near-lifetime = 1s, near-copy = share }",
        "defaults { near-max-entries = 10 }, caches.books { near-max-weight = 1000 }",
        "defaults { near-max-weight = 1000 }, caches.books { near-max-entries = 0 }",
        "defaults { near-max-entries = 10, near-copy = share }, caches.books.consistency = strong",
        "defaults { near-max-entries = 10, lifetime = 1m, lifetime-from = touched }",
        "defaults { near-max-entries = 10, near-source = tracking }",
        "defaults { near-max-entries = 10, near-source = tracking, consistency = causal }",
        "defaults { wait-replicas = 1 }",
        "defaults { wait-replicas = 1, consistency = strong }"
      })
  void resolvingAgain_changesNothing(String file) {
    CorralConfiguration<Object, Object> once =
        resolve(file, new MutableConfiguration<>()).configuration();
    assertThat(resolve(file, once).configuration()).isEqualTo(once);
    assertThat(resolve("", once).configuration()).isEqualTo(once);
  }

  @Test
  void allProblems_areInOneMessage() {
    assertThatThrownBy(
            () ->
                settings(
                    "",
                    builder()
                        .nearMaxEntries(-1)
                        .nearCopy("sometimes")
                        .stalenessBound(Duration.ZERO)
                        .waitReplicas(1)
                        .build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "Cache 'books'",
            "near-max-entries = -1: must be a whole number from 0 to",
            "near-copy = sometimes: must be auto, share or the full name of a class",
            "staleness-bound = 0: must be a duration",
            "wait-replicas = 1: needs consistency = strong");
  }

  @Test
  void bothMaxima_areRefusedFromOnePlace_andTheMoreSpecificHoldsElse() {
    assertThatThrownBy(() -> forBooks("near-max-entries = 10, near-max-weight = 1000"))
        .hasMessageContaining("near-max-entries = 10: given together with near-max-weight = 1000");
    NearSettings near =
        settings("defaults { near-max-entries = 10 }, caches { books { near-max-weight = 1000 } }")
            .near()
            .orElseThrow();
    assertThat(near.maxWeight()).isEqualTo(1_000);
    assertThat(near.maxEntries()).isZero();
  }

  @Test
  void nearCache_isRefusedWithStrong_orLeftOut() {
    assertThatThrownBy(() -> forBooks("near-max-entries = 10, consistency = strong"))
        .hasMessageContaining("near-max-entries = 10: not possible with consistency = strong")
        .hasMessageContaining("books");
    assertThat(forAll("near-max-entries = 10, consistency = strong").near()).isEmpty();
  }

  @Test
  void nearCache_isRefusedWhereReadsExtendLifetimes_orLeftOut() {
    String idle = "lifetime = 1m, lifetime-from = accessed";
    assertThatThrownBy(() -> forBooks("near-max-entries = 10, " + idle))
        .hasMessageContaining("near-max-entries = 10: not possible where reads extend lifetimes");
    assertThat(forAll("near-max-entries = 10, " + idle).near()).isEmpty();
    assertThat(forBooks("near-max-entries = 10, near-ignores-access = true, " + idle).near())
        .isPresent();
  }

  @Test
  void nearCacheForAll_isForThoseWhosePoliciesAreKnownNotToExtendLifetimes() {
    assertThat(nearForAll(EternalExpiryPolicy.factoryOf()).near()).isPresent();
    assertThat(nearForAll(CreatedExpiryPolicy.factoryOf(MINUTE)).near()).isPresent();
    assertThat(nearForAll(ModifiedExpiryPolicy.factoryOf(MINUTE)).near()).isPresent();
    assertThat(nearForAll(AccessedExpiryPolicy.factoryOf(MINUTE)).near()).isEmpty();
    assertThat(nearForAll(TouchedExpiryPolicy.factoryOf(MINUTE)).near()).isEmpty();
    assertThat(nearForAll(FactoryBuilder.factoryOf(Own.class)).near()).isEmpty();
    assertThat(nearForAll(new FactoryBuilder.SingletonFactory<>(new Own())).near()).isEmpty();
  }

  /** A policy of an application. */
  public static final class Own implements ExpiryPolicy {
    @Override
    public javax.cache.expiry.Duration getExpiryForCreation() {
      return MINUTE;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForAccess() {
      return MINUTE;
    }

    @Override
    public javax.cache.expiry.Duration getExpiryForUpdate() {
      return MINUTE;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "near-lifetime = 1s",
        "near-copy = share",
        "near-ignores-access = true",
        "near-source = tracking"
      })
  void optionOfTheNearCache_isRefusedWithoutOne_orLeftOut(String option) {
    assertThatThrownBy(() -> forBooks(option))
        .hasMessageContaining(option + ": given without a near cache");
    assertThat(forAll(option).near()).isEmpty();
  }

  @Test
  void source_isTakenFromAnyPlace_andIsMessagesElse() {
    assertThat(forBooks("near-max-entries = 10").near().orElseThrow().source())
        .isEqualTo(InvalidationSource.MESSAGES);
    assertThat(forAll("near-max-entries = 10, near-source = tracking").near().orElseThrow())
        .extracting(NearSettings::source)
        .isEqualTo(InvalidationSource.TRACKING);
    CorralConfiguration<Object, Object> asked =
        builder().nearMaxEntries(10).nearSource(InvalidationSource.TRACKING).build();
    assertThat(asked.nearSource()).contains(InvalidationSource.TRACKING);
    assertThat(settings("", asked).near().orElseThrow().source())
        .isEqualTo(InvalidationSource.TRACKING);
  }

  @Test
  void tracking_isRefusedWithCausal_orLeftOut() {
    assertThatThrownBy(
            () -> forBooks("near-max-entries = 10, near-source = tracking, consistency = causal"))
        .hasMessageContaining("near-source = tracking: not possible with consistency = causal")
        .hasMessageContaining("books");
    NearSettings near =
        settings(
                "defaults { near-max-entries = 10, near-source = tracking },"
                    + " caches.books.consistency = causal")
            .near()
            .orElseThrow();
    assertThat(near.source()).isEqualTo(InvalidationSource.MESSAGES);
  }

  @Test
  void replicas_areRefusedWithoutStrong_orNotWaitedFor() {
    assertThatThrownBy(() -> forBooks("wait-replicas = 1"))
        .hasMessageContaining("wait-replicas = 1: needs consistency = strong");
    assertThat(forAll("wait-replicas = 1").waitReplicas()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "near-max-entries = -1",
        "near-max-weight = -1",
        "near-max-weight = 1099511627777",
        "near-max-weight = 10 apples",
        "near-lifetime = 0",
        "near-copy = sometimes",
        "near-source = polling",
        "consistency = weak",
        "staleness-bound = 99ms",
        "wait-replicas = 101",
        "wait-replicas-timeout = 0"
      })
  void valueOutOfItsBounds_isRefusedByName(String option) {
    assertThatThrownBy(() -> forBooks(option))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(option + ": must be ");
  }
}
