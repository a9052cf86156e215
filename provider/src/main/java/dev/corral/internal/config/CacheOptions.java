package dev.corral.internal.config;

import static dev.corral.internal.config.Option.withDefault;
import static dev.corral.internal.config.Option.withoutDefault;

import dev.corral.Consistency;
import dev.corral.InvalidationSource;
import dev.corral.LifetimeFrom;
import dev.corral.ListenerScope;
import dev.corral.LoadScope;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Corral's own settings of a cache. A new one is a constant here, a setter and a getter in {@link
 * dev.corral.CorralConfiguration}, an accessor in {@link CacheSettings} and a row in {@code
 * docs/configuration.md}; files, properties, checks and error messages follow from the table.
 */
public final class CacheOptions {

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration CENTURY = Duration.ofDays(36_500);
  private static final String IDENTIFIER = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
  private static final Pattern CLASS_PATTERN =
      Pattern.compile("\\*\\*|" + IDENTIFIER + "(\\." + IDENTIFIER + ")*(\\.\\*\\*?)?");

  public static final Option<Integer> SHARDS =
      withDefault(
          "shards",
          OptionType.wholeNumber(1, 4096),
          16,
          "Over how many shards the entries are spread; fixed when the cache is created.");

  public static final Option<String> CODEC =
      withDefault(
          "codec",
          OptionType.wordOrClassName("a dev.corral.codec.CodecFactory", "kryo", "java"),
          "kryo",
          "How keys and values become bytes.");

  public static final Option<Long> COMPRESS_FROM =
      withoutDefault(
          "compress-from",
          OptionType.size(1L << 30),
          "From how many bytes on values are compressed; 0 or unset: never.");

  public static final Option<List<String>> ALLOW =
      withDefault(
          "allow",
          OptionType.list(
              "com.shop.Order (a class), com.shop.* (a package), com.shop.** (with the packages"
                  + " below) or ** (everything)",
              text -> CLASS_PATTERN.matcher(text).matches()),
          List.of(),
          "The classes that the codec may read, besides JDK value types and the cache's own types.");

  public static final Option<Duration> LIFETIME =
      withoutDefault(
          "lifetime",
          OptionType.durationOrEternal(MILLISECOND, CENTURY),
          "How long an entry lives, if no other expiry policy is given.");

  public static final Option<LifetimeFrom> LIFETIME_FROM =
      withDefault(
          "lifetime-from",
          OptionType.choice(LifetimeFrom.class),
          LifetimeFrom.CREATED,
          "From when the lifetime counts.");

  public static final Option<Duration> EXPIRED_GRACE =
      withoutDefault(
          "expired-grace",
          OptionType.durationOrZero("none", MILLISECOND, Duration.ofDays(30)),
          "How long an expired record stays readable for expired events; unset: automatic.");

  public static final Option<ListenerScope> LISTENER_SCOPE =
      withDefault(
          "listener-scope",
          OptionType.choice(ListenerScope.class),
          ListenerScope.LOCAL,
          "Whose operations listeners hear about.");

  public static final Option<Duration> LOCK_LEASE =
      withDefault(
          "lock-lease",
          OptionType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(10),
          "After how long the exclusive lease of a dead node lapses.");

  public static final Option<Duration> LOCK_WAIT =
      withDefault(
          "lock-wait",
          OptionType.durationOrZero("do not wait", MILLISECOND, Duration.ofDays(1)),
          Duration.ofSeconds(30),
          "How long an operation waits for a key that another one holds.");

  public static final Option<Duration> SWEEP_INTERVAL =
      withDefault(
          "sweep-interval",
          OptionType.durationOrZero("off", Duration.ofMillis(10), Duration.ofDays(1)),
          Duration.ofSeconds(10),
          "How often a background pass frees dead records and notices expired ones.");

  public static final Option<LoadScope> LOAD_SCOPE =
      withDefault(
          "load-scope",
          OptionType.choice(LoadScope.class),
          LoadScope.CLUSTER,
          "Among whom callers of a missing key share one load.");

  public static final Option<Duration> LOAD_LEASE =
      withDefault(
          "load-lease",
          OptionType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(5),
          "After how long the load lease of a dead node lapses.");

  public static final Option<Duration> LOAD_WAIT =
      withDefault(
          "load-wait",
          OptionType.duration(MILLISECOND, Duration.ofDays(1)),
          Duration.ofSeconds(30),
          "How long a caller waits for another caller's load, before it loads for itself.");

  public static final Option<Duration> LOAD_TIMEOUT =
      withoutDefault(
          "load-timeout",
          OptionType.durationOrZero("none", MILLISECOND, Duration.ofDays(1)),
          "How long a load may take; then it is interrupted.");

  public static final Option<Duration> SOFT_LOAD_TIMEOUT =
      withoutDefault(
          "soft-load-timeout",
          OptionType.durationOrZero("none", MILLISECOND, Duration.ofDays(1)),
          "After how long a caller is served the stale value, while the load goes on.");

  public static final Option<Double> EARLY_EXPIRY_BETA =
      withDefault(
          "early-expiry-beta",
          OptionType.decimal(0, 100),
          1.0,
          "How eagerly entries are refreshed before they expire (XFetch).");

  public static final Option<Duration> STALE_WHILE_REVALIDATE =
      withDefault(
          "stale-while-revalidate",
          OptionType.durationOrZero("off", MILLISECOND, Duration.ofDays(30)),
          Duration.ZERO,
          "How long an expired value is served while it is loaded anew.");

  public static final Option<Duration> STALE_IF_ERROR =
      withDefault(
          "stale-if-error",
          OptionType.durationOrZero("off", MILLISECOND, Duration.ofDays(30)),
          Duration.ZERO,
          "How long an expired value is served if loading it anew fails.");

  public static final Option<Duration> STALE_RETRY =
      withDefault(
          "stale-retry",
          OptionType.durationOrZero("at once", MILLISECOND, Duration.ofHours(1)),
          Duration.ofSeconds(1),
          "For how long the stale value is served without a new attempt after a failed load.");

  public static final Option<Duration> NULL_LIFETIME =
      withoutDefault(
          "null-lifetime",
          OptionType.durationOrZero("none", MILLISECOND, CENTURY),
          "For how long it is remembered that a load found nothing.");

  public static final Option<Boolean> CACHE_ASIDE =
      withDefault(
          "cache-aside",
          OptionType.flag(),
          false,
          "Whether loads come with the calls of get(key, loader).");

  public static final Option<Double> JITTER =
      withDefault(
          "jitter",
          OptionType.decimal(0, 0.9),
          0.0,
          "By what fraction, at most, each lifetime is shortened at random.");

  public static final Option<Integer> NEAR_MAX_ENTRIES =
      withoutDefault(
          "near-max-entries",
          OptionType.wholeNumber(0, Integer.MAX_VALUE),
          "How many entries each node keeps near; 0 or unset: none.");

  public static final Option<Long> NEAR_MAX_WEIGHT =
      withoutDefault(
          "near-max-weight",
          OptionType.size(1L << 40),
          "How many bytes of encoded entries each node keeps near.");

  public static final Option<Duration> NEAR_LIFETIME =
      withoutDefault(
          "near-lifetime",
          OptionType.duration(MILLISECOND, CENTURY),
          "How long a near entry is served at most.");

  public static final Option<String> NEAR_COPY =
      withDefault(
          "near-copy",
          OptionType.wordOrClassName("a dev.corral.ValueCopier", "auto", "share"),
          "auto",
          "How callers are kept from modifying near values.");

  public static final Option<Boolean> NEAR_IGNORES_ACCESS =
      withDefault(
          "near-ignores-access",
          OptionType.flag(),
          false,
          "Whether hits in the near cache need not extend lifetimes.");

  public static final Option<InvalidationSource> NEAR_SOURCE =
      withDefault(
          "near-source",
          OptionType.choice(InvalidationSource.class),
          InvalidationSource.MESSAGES,
          "From what a near cache hears of changes.");

  public static final Option<Consistency> CONSISTENCY =
      withDefault(
          "consistency",
          OptionType.choice(Consistency.class),
          Consistency.EVENTUAL,
          "What a reader may see of what others write.");

  public static final Option<Duration> STALENESS_BOUND =
      withDefault(
          "staleness-bound",
          OptionType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(2),
          "How long, at most, a near cache serves what was overwritten.");

  public static final Option<Integer> WAIT_REPLICAS =
      withDefault(
          "wait-replicas",
          OptionType.wholeNumber(0, 100),
          0,
          "How many replicas must have a change before it returns.");

  public static final Option<Duration> WAIT_REPLICAS_TIMEOUT =
      withDefault(
          "wait-replicas-timeout",
          OptionType.duration(MILLISECOND, Duration.ofHours(1)),
          Duration.ofSeconds(1),
          "How long to wait for replicas.");

  public static final OptionTable TABLE =
      new OptionTable(
          List.of(
              SHARDS,
              CODEC,
              COMPRESS_FROM,
              ALLOW,
              LIFETIME,
              LIFETIME_FROM,
              EXPIRED_GRACE,
              LISTENER_SCOPE,
              LOCK_LEASE,
              LOCK_WAIT,
              SWEEP_INTERVAL,
              LOAD_SCOPE,
              LOAD_LEASE,
              LOAD_WAIT,
              LOAD_TIMEOUT,
              SOFT_LOAD_TIMEOUT,
              EARLY_EXPIRY_BETA,
              STALE_WHILE_REVALIDATE,
              STALE_IF_ERROR,
              STALE_RETRY,
              NULL_LIFETIME,
              CACHE_ASIDE,
              JITTER,
              NEAR_MAX_ENTRIES,
              NEAR_MAX_WEIGHT,
              NEAR_LIFETIME,
              NEAR_COPY,
              NEAR_IGNORES_ACCESS,
              NEAR_SOURCE,
              CONSISTENCY,
              STALENESS_BOUND,
              WAIT_REPLICAS,
              WAIT_REPLICAS_TIMEOUT));

  private CacheOptions() {}
}
