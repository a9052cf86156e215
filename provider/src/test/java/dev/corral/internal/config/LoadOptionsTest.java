package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.corral.CorralConfiguration;
import dev.corral.CorralConfigurationBuilder;
import dev.corral.EntryLifetime;
import dev.corral.LoadScope;
import java.time.Duration;
import java.util.List;
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

class LoadOptionsTest {

  private static final String PACKAGE = "dev.corral.internal.config.";
  private static final javax.cache.expiry.Duration MINUTE = javax.cache.expiry.Duration.ONE_MINUTE;
  private static final String LOADS =
      "read-through = true, loader = \"" + PACKAGE + "ManagerSettingsTest$Upper\"";
  private static final String BY_KIND =
      "entry-lifetime = \"" + PACKAGE + "LoadOptionsTest$ByKind\"";

  /** What holds for the cache books where a file has this between the braces of corral. */
  private static <K, V> ResolvedConfiguration<K, V> resolve(
      String file, CompleteConfiguration<K, V> asked) {
    CacheDefaults defaults =
        new FileReader("corral.conf").read(ConfigFactory.parseString(file).root()).caches();
    return new CacheResolver(defaults, LoadOptionsTest.class.getClassLoader())
        .resolve("books", asked);
  }

  private static ResolvedConfiguration<Object, Object> resolve(String file) {
    return resolve(file, new MutableConfiguration<>());
  }

  private static CorralConfigurationBuilder<String, String> builder() {
    return CorralConfiguration.builder(String.class, String.class);
  }

  private static CorralConfigurationBuilder<String, String> loading() {
    return builder()
        .readThrough(true)
        .loaderFactory(FactoryBuilder.factoryOf(ManagerSettingsTest.Upper.class));
  }

  @Test
  void builtInDefaults_shareLoadsEverywhere_andServeNothingStale() {
    CacheSettings settings = resolve("").settings();

    assertThat(settings.loadScope()).isEqualTo(LoadScope.CLUSTER);
    assertThat(settings.loadLease()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.loadWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.loadTimeout()).isEmpty();
    assertThat(settings.softLoadTimeout()).isEmpty();
    assertThat(settings.earlyExpiryBeta()).isEqualTo(1.0);
    assertThat(settings.staleWhileRevalidate()).isZero();
    assertThat(settings.staleIfError()).isZero();
    assertThat(settings.staleRetry()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.nullLifetime()).isEmpty();
    assertThat(settings.jitter()).isZero();
    assertThat(resolve("").configuration().entryLifetimeFactory()).isEmpty();
  }

  @Test
  void everyOption_isTakenFromTheApplication() {
    CacheSettings settings =
        resolve(
                "",
                loading()
                    .loadScope(LoadScope.JVM)
                    .loadLease(Duration.ofSeconds(2))
                    .loadWait(Duration.ofSeconds(3))
                    .loadTimeout(Duration.ofSeconds(4))
                    .softLoadTimeout(Duration.ofMillis(5))
                    .earlyExpiryBeta(0.5)
                    .staleWhileRevalidate(Duration.ofSeconds(6))
                    .staleIfError(Duration.ofSeconds(7))
                    .staleRetry(Duration.ZERO)
                    .nullLifetime(Duration.ofSeconds(8))
                    .jitter(0.2)
                    .build())
            .settings();

    assertThat(settings.loadScope()).isEqualTo(LoadScope.JVM);
    assertThat(settings.loadLease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.loadWait()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.loadTimeout()).contains(Duration.ofSeconds(4));
    assertThat(settings.softLoadTimeout()).contains(Duration.ofMillis(5));
    assertThat(settings.earlyExpiryBeta()).isEqualTo(0.5);
    assertThat(settings.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.staleIfError()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.staleRetry()).isZero();
    assertThat(settings.nullLifetime()).contains(Duration.ofSeconds(8));
    assertThat(settings.jitter()).isEqualTo(0.2);
  }

  @Test
  void everyOption_isTakenFromFiles() {
    CacheSettings settings =
        resolve(
                "caches.books { load-scope = off, load-lease = 2s, load-wait = 3s,"
                    + " load-timeout = 4s, soft-load-timeout = 5ms, early-expiry-beta = 0.5,"
                    + " stale-while-revalidate = 6s, stale-if-error = 7s, stale-retry = 0,"
                    + " null-lifetime = 8s, jitter = 0.00001, cache-aside = true }")
            .settings();

    assertThat(settings.loadScope()).isEqualTo(LoadScope.OFF);
    assertThat(settings.loadLease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.loadWait()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.loadTimeout()).contains(Duration.ofSeconds(4));
    assertThat(settings.softLoadTimeout()).contains(Duration.ofMillis(5));
    assertThat(settings.earlyExpiryBeta()).isEqualTo(0.5);
    assertThat(settings.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.staleIfError()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.staleRetry()).isZero();
    assertThat(settings.nullLifetime()).contains(Duration.ofSeconds(8));
    assertThat(settings.jitter()).as("as HOCON writes it, 1.0E-5").isEqualTo(0.00001);
  }

  @Test
  void zero_takesBack_whatWasSaidForAllCaches() {
    CacheSettings settings =
        resolve(
                "defaults { load-timeout = 4s, soft-load-timeout = 1s, null-lifetime = 8s,"
                    + " stale-while-revalidate = 1m, stale-if-error = 1m }",
                loading()
                    .loadTimeout(Duration.ZERO)
                    .softLoadTimeout(Duration.ZERO)
                    .nullLifetime(Duration.ZERO)
                    .staleWhileRevalidate(Duration.ZERO)
                    .staleIfError(Duration.ZERO)
                    .build())
            .settings();

    assertThat(settings.loadTimeout()).isEmpty();
    assertThat(settings.softLoadTimeout()).isEmpty();
    assertThat(settings.nullLifetime()).isEmpty();
    assertThat(settings.staleWhileRevalidate()).isZero();
    assertThat(settings.staleIfError()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "load-scope, node",
    "load-lease, 99ms",
    "load-lease, 2h",
    "load-wait, 0",
    "load-wait, 2d",
    "load-timeout, 2d",
    "soft-load-timeout, -1s",
    "early-expiry-beta, -0.1",
    "early-expiry-beta, 100.1",
    "early-expiry-beta, NaN",
    "early-expiry-beta, Infinity",
    "early-expiry-beta, 1d",
    "stale-while-revalidate, 31d",
    "stale-if-error, 31d",
    "stale-retry, 2h",
    "null-lifetime, 36501d",
    "cache-aside, maybe",
    "jitter, 0.91",
    "jitter, lots",
  })
  void values_areRefused_whenOutOfBounds(String option, String value) {
    assertThatThrownBy(() -> builder().setting(option, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option + " = " + value + ": must be ");
  }

  @Test
  void numbersOfTheBuilder_areChecked_whenTheCacheIsCreated() {
    assertThatThrownBy(() -> resolve("", builder().jitter(Double.NaN).earlyExpiryBeta(-1).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "Cache 'books'",
            "jitter = NaN: must be a number from 0.0 to 0.9",
            "early-expiry-beta = -1.0: must be a number from 0.0 to 100.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stale-while-revalidate = 10s | stale-while-revalidate = 10s: a grace without a loader
          stale-if-error = 1m          | stale-if-error = 1m: a grace without a loader
          soft-load-timeout = 50ms     | soft-load-timeout = 50ms: given without a loader
          null-lifetime = 1s           | null-lifetime = 1s: given without a loader
          """)
  void cacheWithoutLoader_refusesWhatNeedsOne_onlyIfSaidForIt(String setting, String problem) {
    assertThatThrownBy(() -> resolve("caches.books { " + setting + " }"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'books'", problem, "read-through = true", "cache-aside = true");
    assertThatThrownBy(() -> resolve("caches.books { read-through = true, " + setting + " }"))
        .as("read-through, but nothing to load by")
        .hasMessageContaining(problem);
    String[] given = setting.split(" = ");
    assertThatThrownBy(() -> resolve("", builder().setting(given[0], given[1]).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);

    CacheSettings builtIn = CacheSettings.defaults();
    assertThat(resolve("defaults { " + setting + " }").settings()).isEqualTo(builtIn);
    assertThat(resolve("cache-patterns = [ { match = \"b*\", " + setting + " } ]").settings())
        .isEqualTo(builtIn);
  }

  @Test
  void loaderThatReadsDoNotUse_isNone() {
    assertThatThrownBy(
            () ->
                resolve("", loading().readThrough(false).staleIfError(Duration.ofDays(1)).build()))
        .hasMessageContaining("a grace without a loader");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "defaults { ## }",
        "cache-patterns = [ { match = \"*\", ## } ]",
        "caches.books { ## }"
      })
  void windows_areApplied_whereLoadsComeFromAnyPlace(String place) {
    String window = place.replace("##", "stale-while-revalidate = 10s, null-lifetime = 2s");
    for (CacheSettings settings :
        new CacheSettings[] {
          resolve(window, loading().build()).settings(),
          resolve(window, builder().cacheAside(true).build()).settings(),
          resolve(place.replace("##", LOADS + ", stale-while-revalidate = 10s, null-lifetime = 2s"))
              .settings(),
        }) {
      assertThat(settings.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(10));
      assertThat(settings.nullLifetime()).contains(Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"accessed", "touched"})
  void idleLifetimeAndWindows_areRefused_whereNeitherGivesWay(String from) {
    String idle = "lifetime = 1m, lifetime-from = " + from;
    String problem = "stale-if-error = 10s: not possible where reads extend lifetimes";

    for (String file :
        new String[] {
          "caches.books { stale-if-error = 10s, " + idle + " }",
          "defaults { stale-if-error = 10s, " + idle + " }",
          "caches.books.stale-if-error = 10s, defaults { " + idle + " }",
          "cache-patterns = [ { match = \"*\", stale-if-error = 10s } ], defaults { " + idle + " }"
        }) {
      assertThatThrownBy(() -> resolve(file, loading().build()))
          .as(file)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("'books'", problem, "lifetime-from = created or modified");
    }
  }

  @Test
  void windowsForAllCaches_giveWay_whereOneCacheHasAnIdleLifetime() {
    String file = "defaults { stale-if-error = 10s, lifetime = 1m }";
    CompleteConfiguration<String, String> idlePolicy =
        loading().expiryPolicyFactory(AccessedExpiryPolicy.factoryOf(MINUTE)).build();

    assertThat(resolve(file, loading().build()).settings().staleIfError()).isPositive();
    assertThat(
            resolve(file + ", caches.books.lifetime-from = touched", loading().build())
                .settings()
                .staleIfError())
        .isZero();
    assertThat(resolve(file, idlePolicy).settings().staleIfError()).isZero();
  }

  @Test
  void windowOfOneCache_isRefused_withAnIdlePolicy_andNotWithOthers() {
    CorralConfigurationBuilder<String, String> window =
        loading().staleWhileRevalidate(Duration.ofSeconds(10));

    for (Factory<? extends ExpiryPolicy> idle :
        List.of(AccessedExpiryPolicy.factoryOf(MINUTE), TouchedExpiryPolicy.factoryOf(MINUTE))) {
      assertThatThrownBy(() -> resolve("", window.expiryPolicyFactory(idle).build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("stale-while-revalidate = 10s: not possible where reads extend");
    }
    for (Factory<? extends ExpiryPolicy> other :
        List.of(
            EternalExpiryPolicy.factoryOf(),
            CreatedExpiryPolicy.factoryOf(MINUTE),
            ModifiedExpiryPolicy.factoryOf(MINUTE))) {
      assertThat(
              resolve("", window.expiryPolicyFactory(other).build())
                  .settings()
                  .staleWhileRevalidate())
          .isPositive();
    }
  }

  @Test
  void lifetimeFrom_isNoIdleLifetime_withoutALifetimeThatEnds() {
    CorralConfiguration<String, String> window =
        loading().staleIfError(Duration.ofSeconds(10)).build();

    for (String file :
        List.of(
            "defaults { lifetime-from = touched }",
            "defaults { lifetime-from = touched, lifetime = eternal }",
            "defaults { lifetime-from = touched, lifetime = 1m }, caches.books { "
                + BY_KIND
                + "}")) {
      assertThat(resolve(file, window).settings().staleIfError()).as(file).isPositive();
    }
  }

  @Test
  void softTimeout_needsAWindow_ifSaidForTheCache() {
    assertThatThrownBy(() -> resolve("", loading().softLoadTimeout(Duration.ofMillis(50)).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "soft-load-timeout = 50ms: useless where nothing stale is served",
            "set stale-while-revalidate or stale-if-error");
    assertThat(
            resolve("defaults.soft-load-timeout = 50ms", loading().build())
                .settings()
                .softLoadTimeout())
        .isEmpty();
    assertThat(
            resolve("defaults { soft-load-timeout = 50ms, stale-if-error = 1s }", loading().build())
                .settings()
                .softLoadTimeout())
        .contains(Duration.ofMillis(50));
  }

  @ParameterizedTest
  @CsvSource({"1s, 1s, false", "2s, 1s, false", "999ms, 1s, true", "2s, 0, true"})
  void softTimeout_isShorterThanTheHardOne(String soft, String hard, boolean allowed) {
    String file =
        "defaults { stale-if-error = 1m, soft-load-timeout = %s, load-timeout = %s }"
            .formatted(soft, hard);

    if (allowed) {
      assertThat(resolve(file, loading().build()).settings().softLoadTimeout()).isPresent();
    } else {
      assertThatThrownBy(() -> resolve(file, loading().build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "soft-load-timeout = " + soft + ": must be shorter than load-timeout = " + hard);
    }
  }

  @Test
  void allProblems_areInOneMessage() {
    assertThatThrownBy(
            () ->
                resolve(
                    "caches.books.lifetime = 1m, caches.books." + BY_KIND,
                    builder().staleIfError(Duration.ofSeconds(1)).jitter(1).build()))
        .hasMessageContainingAll(
            "stale-if-error = 1s: a grace without a loader",
            "jitter = 1.0: must be a number from 0.0 to 0.9",
            "lifetime = 1m: given together with entry-lifetime");
  }

  @Test
  void readThroughWithoutLoader_isAllowed_asJsr107Does() {
    assertThat(resolve("", builder().readThrough(true).build()).configuration().isReadThrough())
        .isTrue();
  }

  @Test
  void entryLifetime_isMadeFromItsClass() {
    CorralConfiguration<Object, Object> resolved = resolve("defaults." + BY_KIND).configuration();

    EntryLifetime<? super Object, ? super Object> lifetime =
        resolved.entryLifetimeFactory().orElseThrow().create();
    assertThat(lifetime.lifetimeAfterCreate("key", "value")).isEqualTo(Duration.ofSeconds(5));
    assertThat(lifetime.lifetimeAfterUpdate("key", "val"))
        .as("the same as after creation, by default")
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(resolve("", resolved).configuration())
        .as("resolving again changes nothing")
        .isEqualTo(resolved);
  }

  @ParameterizedTest
  @CsvSource({
    "com.example.Nowhere, cannot be loaded",
    "java.lang.String, is no dev.corral.EntryLifetime",
  })
  void entryLifetime_isRefused_whenItsClassDoesNotFit(String className, String reason) {
    assertThatThrownBy(() -> resolve("defaults.entry-lifetime = \"" + className + "\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'books'", "entry-lifetime: ", className, reason);
  }

  @Test
  void entryLifetimeAndLifetime_areRefused_inTheSamePlace() {
    for (String place :
        List.of(
            "caches.books { ## }",
            "cache-patterns = [ { match = \"*\", ## } ]",
            "defaults { ## }")) {
      assertThatThrownBy(() -> resolve(place.replace("##", "lifetime = 1m, " + BY_KIND)))
          .as(place)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(
              "lifetime = 1m: given together with entry-lifetime", "LoadOptionsTest$ByKind");
    }
    assertThatThrownBy(
            () ->
                resolve(
                    "",
                    builder()
                        .lifetime(Duration.ofMinutes(1))
                        .entryLifetimeFactory(FactoryBuilder.factoryOf(ByKind.class))
                        .build()))
        .hasMessageContaining(
            "lifetime = 1m: given together with entry-lifetime (by entryLifetimeFactory)");
  }

  @Test
  void ofEntryLifetimeAndLifetime_theMoreSpecificHolds() {
    CorralConfiguration<Object, Object> byKind =
        resolve("defaults.lifetime = 1m, caches.books." + BY_KIND).configuration();
    CorralConfiguration<Object, Object> eternal =
        resolve("caches.books.lifetime = eternal, defaults." + BY_KIND).configuration();
    CorralConfiguration<String, String> own =
        resolve(
                "caches.books.lifetime = 1m",
                builder().entryLifetimeFactory(FactoryBuilder.factoryOf(ByKind.class)).build())
            .configuration();

    assertThat(byKind.entryLifetimeFactory()).isPresent();
    assertThat(byKind.lifetime()).isEmpty();
    assertThat(byKind.getExpiryPolicyFactory()).isEqualTo(EternalExpiryPolicy.factoryOf());
    assertThat(eternal.entryLifetimeFactory()).isEmpty();
    assertThat(eternal.lifetime()).isPresent();
    assertThat(own.entryLifetimeFactory()).contains(FactoryBuilder.factoryOf(ByKind.class));
    assertThat(own.lifetime()).isEmpty();
  }

  @Test
  void policyOfTheApplication_goesBeforeEntryLifetimeOfFiles_butNotBeforeItsOwn() {
    CorralConfigurationBuilder<String, String> asked =
        builder().expiryPolicyFactory(TouchedExpiryPolicy.factoryOf(MINUTE));
    String file = "caches.books." + BY_KIND;

    assertThat(resolve(file, asked.build()).configuration().entryLifetimeFactory()).isEmpty();

    CorralConfiguration<String, String> both =
        resolve("", asked.entryLifetimeFactory(FactoryBuilder.factoryOf(ByKind.class)).build())
            .configuration();
    assertThat(both.entryLifetimeFactory()).isPresent();
    assertThat(both.getExpiryPolicyFactory()).isEqualTo(TouchedExpiryPolicy.factoryOf(MINUTE));
  }

  @Test
  void resolvingAgain_changesNothing() {
    String file =
        "defaults { stale-if-error = 10s, soft-load-timeout = 1s, null-lifetime = 1s,"
            + " lifetime = 1m }";
    for (CorralConfiguration<String, String> asked :
        List.of(
            builder().build(),
            loading().build(),
            builder().setting("lifetime-from", "accessed").cacheAside(true).build())) {
      CorralConfiguration<String, String> once = resolve(file, asked).configuration();

      assertThat(resolve(file, once).configuration()).isEqualTo(once);
      assertThat(resolve("", once).configuration()).isEqualTo(once);
    }
  }

  /** As many seconds as the value's text has characters. */
  public static final class ByKind implements EntryLifetime<Object, Object> {
    @Override
    public Duration lifetimeAfterCreate(Object key, Object value) {
      return Duration.ofSeconds(value.toString().length());
    }
  }
}
