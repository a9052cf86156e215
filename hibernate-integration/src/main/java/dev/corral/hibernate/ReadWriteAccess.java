package dev.corral.hibernate;

import java.util.Comparator;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.cache.spi.support.AbstractCachedDomainDataAccess;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** READ_WRITE by locks in Redis: what entities, collections and natural ids have in common. */
abstract class ReadWriteAccess extends AbstractCachedDomainDataAccess {
  private final RegionRecords records;
  private final @Nullable Comparator<Object> versions;

  ReadWriteAccess(
      DomainDataRegion region, RegionStorage storage, @Nullable Comparator<Object> versions) {
    super(region, storage);
    this.records = storage.records();
    this.versions = versions;
  }

  @Override
  public AccessType getAccessType() {
    return AccessType.READ_WRITE;
  }

  @Override
  public boolean putFromLoad(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version) {
    return records.fill(key, value, version, CorralTransaction.startOf(session), versions);
  }

  @Override
  public boolean putFromLoad(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version,
      boolean minimalPutOverride) {
    if (minimalPutOverride && version == null && records.contains(key)) {
      return false;
    }
    return putFromLoad(session, key, value, version);
  }

  @Override
  public SoftLock lockItem(
      SharedSessionContractImplementor session, Object key, @Nullable Object version) {
    return records.lock(key);
  }

  @Override
  public void unlockItem(
      SharedSessionContractImplementor session, Object key, @Nullable SoftLock lock) {
    records.unlock(key, lock);
  }

  /** The lock that the transaction has taken hides the item already. */
  @Override
  public void remove(SharedSessionContractImplementor session, Object key) {}

  /** The closed region hides its items already. */
  @Override
  public void removeAll(SharedSessionContractImplementor session) {}

  @Override
  public SoftLock lockRegion() {
    return records.close();
  }

  @Override
  public void unlockRegion(@Nullable SoftLock lock) {
    records.reopen(lock);
  }

  boolean inserted(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version) {
    return records.inserted(key, value, version, CorralTransaction.startOf(session));
  }

  boolean updated(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version,
      @Nullable SoftLock lock) {
    return records.updated(key, value, version, CorralTransaction.startOf(session), lock);
  }
}
