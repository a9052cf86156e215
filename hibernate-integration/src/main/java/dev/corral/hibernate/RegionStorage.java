package dev.corral.hibernate;

import org.hibernate.cache.spi.support.DomainDataStorageAccess;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** A region as Hibernate's own READ_ONLY and NONSTRICT_READ_WRITE strategies see it. */
record RegionStorage(RegionRecords records) implements DomainDataStorageAccess {
  @Override
  public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
    return records.get(key, CorralTransaction.startOf(session));
  }

  /** A state that is being committed; what was loaded comes by {@link #putFromLoad}. */
  @Override
  public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
    records.inserted(key, value, null, CorralTransaction.startOf(session));
  }

  @Override
  public void putFromLoad(Object key, Object value, SharedSessionContractImplementor session) {
    records.fill(key, value, null, CorralTransaction.startOf(session), null);
  }

  @Override
  public boolean contains(Object key) {
    return records.contains(key);
  }

  @Override
  public void evictData() {
    records.evictAll();
  }

  @Override
  public void evictData(Object key) {
    records.evict(key);
  }

  @Override
  public void release() {
    records.release();
  }
}
