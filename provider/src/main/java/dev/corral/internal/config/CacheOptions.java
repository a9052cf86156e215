package dev.corral.internal.config;

import static dev.corral.internal.config.Option.withDefault;
import static dev.corral.internal.config.Option.withoutDefault;

import dev.corral.LifetimeFrom;
import dev.corral.ListenerScope;
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

  public static final OptionTable TABLE =
      new OptionTable(
          List.of(
              SHARDS,
              CODEC,
              ALLOW,
              LIFETIME,
              LIFETIME_FROM,
              EXPIRED_GRACE,
              LISTENER_SCOPE,
              LOCK_LEASE,
              LOCK_WAIT,
              SWEEP_INTERVAL));

  private CacheOptions() {}
}
