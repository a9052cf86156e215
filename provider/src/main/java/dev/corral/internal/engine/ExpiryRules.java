package dev.corral.internal.engine;

import dev.corral.EntryLifetime;
import dev.corral.internal.store.Lifetime;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lifetimes in the store's terms. The policies of JSR-107 answer with constants, which travel with
 * the command, and so do the answers of a function of key and value. Any other policy is asked, at
 * most once for each of its questions per operation, after a read that tells which question it is.
 */
final class ExpiryRules<K, V> {
  private static final Logger log = LoggerFactory.getLogger(ExpiryRules.class);

  /** What lives longer than this lives for ever: a hundred years, in ms. */
  private static final long LONGEST = 100L * 365 * 24 * 60 * 60 * 1000;

  private static final Set<Class<?>> STANDARD =
      Set.of(
          EternalExpiryPolicy.class,
          CreatedExpiryPolicy.class,
          ModifiedExpiryPolicy.class,
          AccessedExpiryPolicy.class,
          TouchedExpiryPolicy.class);

  private final String cacheName;
  private final ExpiryPolicy policy;
  private final @Nullable EntryLifetime<? super K, ? super V> perEntry;
  private final double jitter;
  private final boolean isStandard;

  /**
   * Creates the rules.
   *
   * @param perEntry decides after creation and update in place of the policy, or null
   * @param jitter each lifetime is shortened by a random fraction of up to this
   */
  ExpiryRules(
      String cacheName,
      ExpiryPolicy policy,
      @Nullable EntryLifetime<? super K, ? super V> perEntry,
      double jitter) {
    this.cacheName = cacheName;
    this.policy = policy;
    this.perEntry = perEntry;
    this.jitter = jitter;
    this.isStandard = STANDARD.contains(policy.getClass());
  }

  /** Whether a put must read first, to know which question to ask. */
  boolean readsBeforePut() {
    return !isStandard && perEntry == null;
  }

  /** Whether a custom policy is to be asked about each access. */
  boolean asksOnAccess() {
    return !isStandard;
  }

  /** The answers for one operation. */
  Answers answers() {
    return new Answers();
  }

  private static long millis(Duration duration) {
    if (duration.isEternal()) {
      return Lifetime.ETERNAL;
    }
    if (duration.isZero()) {
      return Lifetime.ZERO;
    }
    return bounded(duration.getTimeUnit().toMillis(duration.getDurationAmount()));
  }

  private static long millis(java.time.Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      return Lifetime.ZERO;
    }
    return duration.toSeconds() > LONGEST / 1000
        ? Lifetime.ETERNAL
        : bounded(duration.plusNanos(999_999).toMillis());
  }

  private static long bounded(long millis) {
    return millis > LONGEST ? Lifetime.ETERNAL : Math.max(1, millis);
  }

  private long jittered(long millis) {
    return jitter == 0 || millis <= 0
        ? millis
        : Math.max(1, millis - (long) (millis * jitter * ThreadLocalRandom.current().nextDouble()));
  }

  /**
   * The policy's answers, each asked when first needed and then remembered. Not thread-safe, but an
   * operation's steps happen one after the other.
   */
  final class Answers {
    private @Nullable Long created;
    private @Nullable Long updated;
    private @Nullable Long accessed;

    /** The lifetime of a value that is put, for the script to choose from. */
    Lifetime put(K key, V value) {
      return new Lifetime(created(key, value), updated(key, value));
    }

    /** The lifetime of a value that is put where there was one or not. */
    Lifetime put(K key, V value, boolean present) {
      return Lifetime.of(present ? updated(key, value) : created(key, value));
    }

    private long created(K key, V value) {
      Long known = created;
      if (known == null) {
        EntryLifetime<? super K, ? super V> function = perEntry;
        Long own =
            function == null ? null : ask(() -> millis(function.lifetimeAfterCreate(key, value)));
        known =
            jittered(own != null ? own : byPolicy(policy::getExpiryForCreation, Lifetime.ETERNAL));
        created = known;
      }
      return known;
    }

    private long updated(K key, V value) {
      Long known = updated;
      if (known == null) {
        EntryLifetime<? super K, ? super V> function = perEntry;
        Long own = function == null ? null : ask(() -> updatedBy(function, key, value));
        known =
            jittered(own != null ? own : byPolicy(policy::getExpiryForUpdate, Lifetime.AS_IT_IS));
        updated = known;
      }
      return known;
    }

    /** Lifetime after an access. */
    long accessed() {
      Long known = accessed;
      if (known == null) {
        known = byPolicy(policy::getExpiryForAccess, Lifetime.AS_IT_IS);
        accessed = known;
      }
      return known;
    }
  }

  private static <K, V> long updatedBy(
      EntryLifetime<? super K, ? super V> function, K key, V value) {
    java.time.Duration answer = function.lifetimeAfterUpdate(key, value);
    return answer == null ? Lifetime.AS_IT_IS : millis(answer);
  }

  private long byPolicy(Supplier<@Nullable Duration> question, long otherwise) {
    Long answer =
        ask(
            () -> {
              Duration duration = question.get();
              return duration == null ? otherwise : millis(duration);
            });
    return answer == null ? otherwise : answer;
  }

  /** The answer, or null if the application's code failed. */
  private @Nullable Long ask(Supplier<Long> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      log.warn(
          "The lifetime of an entry of cache '{}' can't be asked for; a default is used",
          cacheName,
          e);
      return null;
    }
  }
}
