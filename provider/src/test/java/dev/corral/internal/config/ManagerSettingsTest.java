package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralConfiguration;
import dev.corral.LifetimeFrom;
import dev.corral.ListenerScope;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagerSettingsTest {

  private static final ClassLoader LOADER = ManagerSettingsTest.class.getClassLoader();
  private static final javax.cache.expiry.Duration MINUTE = javax.cache.expiry.Duration.ONE_MINUTE;

  private static ManagerSettings settings(String query) {
    return ManagerSettings.resolve(URI.create("redis://h?" + query), LOADER, new Properties());
  }

  private static <K, V> CorralConfiguration<K, V> resolved(
      String query, CompleteConfiguration<K, V> asked) {
    return settings(query).settingsFor("books", asked).configuration();
  }

  @Test
  void builtInDefaults_areFilledIn() {
    ResolvedConfiguration<Object, Object> resolved =
        settings("").settingsFor("books", new MutableConfiguration<>());

    CacheSettings cache = resolved.settings();
    assertThat(cache).isEqualTo(CacheSettings.defaults());
    assertThat(cache.shards()).isEqualTo(16);
    assertThat(cache.codec()).isEqualTo("kryo");
    assertThat(cache.allow()).isEmpty();
    assertThat(cache.expiredGrace()).isEmpty();
    assertThat(cache.listenerScope()).isEqualTo(ListenerScope.LOCAL);
    assertThat(cache.lockLease()).isEqualTo(Duration.ofSeconds(10));
    assertThat(cache.lockWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(cache.sweepInterval()).isEqualTo(Duration.ofSeconds(10));
    CorralConfiguration<Object, Object> configuration = resolved.configuration();
    assertThat(configuration.shards()).contains(16);
    assertThat(configuration.lifetime()).isEmpty();
    assertThat(configuration.lifetimeFrom()).isEmpty();
    assertThat(new MutableConfiguration<>(configuration))
        .as("JSR-107's part is unchanged")
        .isEqualTo(new MutableConfiguration<>());
  }

  @Test
  void whatTheApplicationAsks_goesBeforeAllElse() {
    CorralConfiguration<String, String> asked =
        CorralConfiguration.builder(String.class, String.class)
            .shards(7)
            .codec("java")
            .allow("a.*")
            .expiredGrace(Duration.ofSeconds(1))
            .listenerScope(ListenerScope.CLUSTER)
            .lockLease(Duration.ofSeconds(2))
            .lockWait(Duration.ZERO)
            .sweepInterval(Duration.ZERO)
            .build();

    CacheSettings cache =
        settings("defaults.shards=3&defaults.allow=b.*&defaults.lock-lease=9s")
            .settingsFor("books", asked)
            .settings();

    assertThat(cache.shards()).isEqualTo(7);
    assertThat(cache.codec()).isEqualTo("java");
    assertThat(cache.allow()).as("lists are joined").containsExactly("a.*", "b.*");
    assertThat(cache.expiredGrace()).contains(Duration.ofSeconds(1));
    assertThat(cache.listenerScope()).isEqualTo(ListenerScope.CLUSTER);
    assertThat(cache.lockLease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(cache.lockWait()).isZero();
    assertThat(cache.sweepInterval()).isZero();
  }

  @Test
  void resolvingAgain_changesNothing() {
    CorralConfiguration<Object, Object> once =
        resolved("defaults.lifetime=1m&defaults.allow=a.*", new MutableConfiguration<>());

    assertThat(resolved("defaults.lifetime=1m&defaults.allow=a.*", once)).isEqualTo(once);
    assertThat(resolved("", once)).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({"created", "modified", "accessed", "touched"})
  void lifetime_becomesTheExpiryPolicy(String from) {
    Map<String, Factory<?>> expected =
        Map.of(
            "created", CreatedExpiryPolicy.factoryOf(MINUTE),
            "modified", ModifiedExpiryPolicy.factoryOf(MINUTE),
            "accessed", AccessedExpiryPolicy.factoryOf(MINUTE),
            "touched", TouchedExpiryPolicy.factoryOf(MINUTE));

    CorralConfiguration<Object, Object> configuration =
        resolved(
            "defaults.lifetime=1m&defaults.lifetime-from=" + from, new MutableConfiguration<>());

    assertThat(configuration.getExpiryPolicyFactory()).isEqualTo(expected.get(from));
    assertThat(configuration.lifetime()).contains(Duration.ofMinutes(1));
  }

  @Test
  void lifetime_countsFromCreation_roundedUpToMilliseconds() {
    assertThat(
            Lifetimes.policy(
                Duration.ofNanos(1_000_001), CacheOptions.LIFETIME_FROM.parse("created")))
        .isEqualTo(
            CreatedExpiryPolicy.factoryOf(
                new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, 2)));
    assertThat(
            resolved("defaults.lifetime=1m", new MutableConfiguration<>()).getExpiryPolicyFactory())
        .isEqualTo(CreatedExpiryPolicy.factoryOf(MINUTE));
  }

  @Test
  void lifetime_isDropped_whenApplicationHasItsOwnPolicy() {
    Factory<?> own = TouchedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_DAY);
    CorralConfiguration<Object, Object> configuration =
        resolved(
            "defaults.lifetime=1m",
            new MutableConfiguration<>()
                .setExpiryPolicyFactory(
                    TouchedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.ONE_DAY)));

    assertThat(configuration.getExpiryPolicyFactory()).isEqualTo(own);
    assertThat(configuration.lifetime()).isEmpty();
    assertThat(configuration.lifetimeFrom()).isEmpty();
  }

  @Test
  void lifetime_isEternal_whenSaidSoForOneCache() {
    CorralConfiguration<String, String> asked =
        CorralConfiguration.builder(String.class, String.class)
            .setting("lifetime", "eternal")
            .build();

    assertThat(resolved("defaults.lifetime=1m", asked).getExpiryPolicyFactory())
        .isEqualTo(EternalExpiryPolicy.factoryOf());
  }

  @Test
  void flags_areFilledIn_whereJsr107sDefaultStands() {
    CorralConfiguration<Object, Object> configuration =
        resolved(
            "defaults.statistics-enabled=true&defaults.management-enabled=true"
                + "&defaults.read-through=true&defaults.write-through=true"
                + "&defaults.store-by-value=false",
            new MutableConfiguration<>());

    assertThat(configuration.isStatisticsEnabled()).isTrue();
    assertThat(configuration.isManagementEnabled()).isTrue();
    assertThat(configuration.isReadThrough()).isTrue();
    assertThat(configuration.isWriteThrough()).isTrue();
    assertThat(configuration.isStoreByValue()).isFalse();
    assertThat(
            resolved(
                    "defaults.statistics-enabled=false",
                    new MutableConfiguration<>().setStatisticsEnabled(true))
                .isStatisticsEnabled())
        .isTrue();
  }

  @Test
  void loaderAndWriter_areMadeFromTheirClasses() {
    String query =
        "defaults.loader=" + Upper.class.getName() + "&defaults.writer=" + Sink.class.getName();
    CorralConfiguration<String, String> configuration =
        resolved(query, new MutableConfiguration<String, String>());

    Factory<CacheLoader<String, String>> loader =
        Objects.requireNonNull(configuration.getCacheLoaderFactory());
    assertThat(loader.create().load("a")).isEqualTo("A");
    assertThat(configuration.getCacheWriterFactory()).isNotNull();

    Factory<Upper> own = FactoryBuilder.factoryOf(Upper.class);
    assertThat(
            resolved(query, new MutableConfiguration<String, String>().setCacheLoaderFactory(own))
                .getCacheLoaderFactory())
        .as("the application's own loader stays")
        .isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource({
    "com.example.Nowhere, cannot be loaded",
    "java.lang.String, is no javax.cache.integration.CacheLoader",
    "dev.corral.internal.config.ManagerSettingsTest$Hidden, must be a public class",
  })
  void loader_isRefused_whenItsClassDoesNotFit(String className, String reason) {
    assertThatThrownBy(() -> resolved("defaults.loader=" + className, new MutableConfiguration<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'books'", "loader: ", className, reason);
  }

  @Test
  void allProblems_areInOneMessage_thatNamesTheCache() {
    CorralConfiguration<String, String> asked =
        CorralConfiguration.builder(String.class, String.class)
            .shards(0)
            .codec("pickle")
            .allow("a b")
            .lifetime(Duration.ZERO)
            .expiredGrace(Duration.ofDays(31))
            .lockLease(Duration.ofMillis(1))
            .lockWait(Duration.ofSeconds(-1))
            .sweepInterval(Duration.ofNanos(1))
            .build();

    assertThatThrownBy(() -> settings("").settingsFor("books", asked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "Cache 'books'",
            "shards = 0: must be a whole number from 1 to 4096",
            "codec = pickle: must be kryo, java or the full name of a class",
            "allow = a b: must be com.shop.Order (a class)",
            "lifetime = 0: must be a duration",
            "or eternal",
            "expired-grace = 31d: must be a duration",
            "lock-lease = 1ms: must be a duration",
            "lock-wait = -1s: must be a duration",
            "sweep-interval = PT0.000000001S: must be a duration");
  }

  @Test
  void properties_areRefused_whenUnknownOrMalformed() {
    Properties properties = new Properties();
    properties.setProperty("corral.pasword", "hunter2");
    properties.setProperty("corral.read-timeout", "soon");
    properties.setProperty("corral.defaults.shards", "-1");

    assertThatThrownBy(() -> ManagerSettings.resolve(URI.create("redis://h"), LOADER, properties))
        .isInstanceOf(CacheException.class)
        .hasMessageContainingAll(
            "property corral.pasword: unknown option 'pasword', did you mean 'password'?",
            "read-timeout = soon: must be a duration",
            "shards = -1: must be")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void properties_areRead_withTheirDefaults() {
    Properties inherited = new Properties();
    inherited.setProperty("corral.prefix", "x:");
    Properties properties = new Properties(inherited);
    properties.put(new Object(), "ignored");
    properties.setProperty("corralled", "ignored");
    properties.setProperty("corral.password", "hunter2");

    ConnectionSettings connection =
        ManagerSettings.resolve(URI.create("redis://u:p@h?prefix=y:"), LOADER, properties)
            .connection();

    assertThat(connection.prefix()).isEqualTo("x:");
    assertThat(connection.user()).isEqualTo("u");
    assertThat(connection.password()).isEqualTo("hunter2");
  }

  @Test
  void lifetimeFrom_ofApplication_holdsForLifetimeOfFile() {
    CorralConfiguration<String, String> asked =
        CorralConfiguration.builder(String.class, String.class)
            .lifetimeFrom(LifetimeFrom.TOUCHED)
            .build();

    assertThat(resolved("defaults.lifetime=1m", asked).getExpiryPolicyFactory())
        .isEqualTo(TouchedExpiryPolicy.factoryOf(MINUTE));
  }

  /** Loads a key's upper-case form. */
  public static final class Upper implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      return key.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }
  }

  /** Writes nowhere. */
  public static final class Sink implements CacheWriter<Object, Object> {
    @Override
    public void write(Cache.Entry<?, ?> entry) {}

    @Override
    public void writeAll(java.util.Collection<Cache.Entry<?, ?>> entries) {}

    @Override
    public void delete(Object key) {}

    @Override
    public void deleteAll(java.util.Collection<?> keys) {}
  }

  static final class Hidden implements CacheLoader<String, String> {
    @Override
    public String load(String key) {
      return key;
    }

    @Override
    public Map<String, String> loadAll(Iterable<? extends String> keys) {
      return Map.of();
    }
  }
}
