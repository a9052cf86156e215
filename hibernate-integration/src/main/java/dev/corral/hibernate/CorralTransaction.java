package dev.corral.hibernate;

import java.util.UUID;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** When the current transaction of a session began, by Redis's clock. Used by one thread. */
final class CorralTransaction implements CacheTransactionSynchronization {
  private final RedisConnection redis;
  private final String id = UUID.randomUUID().toString();
  private long start;

  CorralTransaction(RedisConnection redis) {
    this.redis = redis;
    this.start = redis.estimate();
  }

  /** Who it is, on all nodes. */
  static String idOf(SharedSessionContractImplementor session) {
    return session.getCacheTransactionSynchronization() instanceof CorralTransaction own
        ? own.id
        : "?";
  }

  /** A time before which a session's transaction had read nothing. */
  static long startOf(SharedSessionContractImplementor session) {
    return session.getCacheTransactionSynchronization().getCachingTimestamp();
  }

  @Override
  public long getCachingTimestamp() {
    return start;
  }

  @Override
  public void transactionJoined() {
    start = redis.estimate();
  }

  @Override
  public void transactionCompleting() {}

  @Override
  public void transactionCompleted(boolean successful) {}
}
