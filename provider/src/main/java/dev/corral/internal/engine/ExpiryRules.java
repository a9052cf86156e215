package dev.corral.internal.engine;

import dev.corral.internal.store.Change;
import java.io.Closeable;
import java.util.Set;
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
 * An expiry policy in the store's terms. The policies of JSR-107 answer with constants, which
 * travel with the command; any other is asked, at most once for each of its questions per
 * operation.
 */
final class ExpiryRules {
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

  private final ExpiryPolicy policy;
  private final String cacheName;
  private final @Nullable Answers constant;

  ExpiryRules(ExpiryPolicy policy, String cacheName) {
    this.policy = policy;
    this.cacheName = cacheName;
    this.constant = STANDARD.contains(policy.getClass()) ? new Answers() : null;
  }

  /** Whether the answers are the same for every operation. */
  boolean isConstant() {
    return constant != null;
  }

  /** The answers for one operation. */
  Answers answers() {
    return constant != null ? constant : new Answers();
  }

  /** The policy, if it is to be closed with the cache. */
  @Nullable Closeable closeable() {
    return policy instanceof Closeable closeable ? closeable : null;
  }

  static long millis(Duration duration) {
    if (duration.isEternal()) {
      return Change.ETERNAL;
    }
    if (duration.isZero()) {
      return Change.ZERO;
    }
    long millis = Math.max(1, duration.getTimeUnit().toMillis(duration.getDurationAmount()));
    return millis > LONGEST ? Change.ETERNAL : millis;
  }

  /**
   * The policy's answers, each asked when first needed and then remembered. Not thread-safe, but an
   * operation's steps happen one after the other; those of a standard policy are always the same.
   */
  final class Answers {
    private @Nullable Long created;
    private @Nullable Long updated;
    private @Nullable Long accessed;

    /** Lifetime of a new entry; eternal if the policy fails. */
    long created() {
      Long known = created;
      if (known == null) {
        known = ask("getExpiryForCreation", policy::getExpiryForCreation, Change.ETERNAL);
        created = known;
      }
      return known;
    }

    /** Lifetime after an update. */
    long updated() {
      Long known = updated;
      if (known == null) {
        known = ask("getExpiryForUpdate", policy::getExpiryForUpdate, Change.AS_IT_IS);
        updated = known;
      }
      return known;
    }

    /** Lifetime after an access. */
    long accessed() {
      Long known = accessed;
      if (known == null) {
        known = ask("getExpiryForAccess", policy::getExpiryForAccess, Change.AS_IT_IS);
        accessed = known;
      }
      return known;
    }

    /** The lifetime for a value put where there was one or not. */
    long put(boolean present) {
      return present ? updated() : created();
    }

    private long ask(String question, Question policyQuestion, long otherwise) {
      try {
        Duration answer = policyQuestion.ask();
        return answer == null ? otherwise : millis(answer);
      } catch (RuntimeException e) {
        log.warn(
            "The expiry policy of cache '{}' failed in {}(); the default is used",
            cacheName,
            question,
            e);
        return otherwise;
      }
    }
  }

  private interface Question {
    @Nullable Duration ask();
  }
}
