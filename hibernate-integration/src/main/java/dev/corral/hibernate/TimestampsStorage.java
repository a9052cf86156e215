package dev.corral.hibernate;

import dev.corral.CorralCache;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * When tables were changed. A transaction that is about to change a table outdates results until it
 * has ended, whatever others that end meanwhile say; a table of which nothing is known counts as
 * changed now.
 */
final class TimestampsStorage implements StorageAccess {
  private final RedisConnection redis;
  private final RegionCache<TableStamp> cache;
  private final Debts debts;

  TimestampsStorage(RedisConnection redis, RegionCache<TableStamp> cache) {
    this.redis = redis;
    this.cache = cache;
    this.debts = new Debts(redis.settings().lockTimeout().toNanos());
    redis.whenUp(this::settle);
  }

  private void settle() {
    if (debts.any()) {
      debts.settle(tables -> tables.forEach(table -> ended(table, "", redis.clock().now())));
    }
  }

  /** The moment from which on results of a query on this table hold. */
  @Override
  public Object getFromCache(Object table, SharedSessionContractImplementor session) {
    if (redis.isUp() && !debts.any()) {
      try {
        CorralCache<RegionKey, TableStamp> open = cache.open();
        RegionKey key = RegionKey.ofTable(table);
        TableStamp stamp = open.get(key);
        if (stamp == null) {
          stamp = new TableStamp(redis.clock().now(), Map.of());
          open.putIfAbsent(key, stamp);
        }
        return stamp.outdatesBefore();
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    return Long.MAX_VALUE;
  }

  /** A moment in the future says that a change begins, another one that it has ended. */
  @Override
  public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
    String table = key.toString();
    long moment = (Long) value;
    String transaction = CorralTransaction.idOf(session);
    boolean begins = moment > redis.clock().atMost() + redis.lockMicros() / 2;
    if (redis.isUp()) {
      try {
        if (begins) {
          begun(table, transaction, moment);
        } else {
          ended(table, transaction, moment);
          debts.end(transaction + table);
        }
        return;
      } catch (CacheException e) {
        redis.failed(e);
      }
    }
    if (!begins) {
      debts.owe(table);
      debts.end(transaction + table);
    } else if (redis.settings().refusesWrites()) {
      throw Unavailable.toChange("table " + table);
    } else {
      debts.begin(transaction + table, table);
    }
  }

  private void begun(String table, String transaction, long until) {
    change(table, stamp -> stamp.begun(transaction, until));
  }

  private void ended(String table, String transaction, long moment) {
    change(table, stamp -> stamp.ended(transaction, moment));
  }

  private void change(String table, UnaryOperator<TableStamp> change) {
    cache
        .open()
        .<Boolean>invoke(
            RegionKey.ofTable(table),
            (entry, arguments) -> {
              TableStamp stamp = entry.getValue();
              entry.setValue(change.apply(stamp == null ? new TableStamp(0, Map.of()) : stamp));
              return true;
            });
  }

  @Override
  public boolean contains(Object table) {
    return true;
  }

  @Override
  public void evictData() {
    try {
      cache.open().clear();
    } catch (CacheException e) {
      redis.failed(e);
    }
  }

  @Override
  public void evictData(Object table) {
    try {
      ended(table.toString(), "", redis.timestamp());
    } catch (CacheException e) {
      redis.failed(e);
      debts.owe(table.toString());
    }
  }

  @Override
  public void release() {
    cache.close();
  }
}
