package dev.corral.hibernate;

import java.util.Comparator;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Entities with READ_WRITE. */
final class EntityAccess extends ReadWriteAccess implements EntityDataAccess {
  private final CacheKeysFactory keys;

  EntityAccess(
      DomainDataRegion region,
      CacheKeysFactory keys,
      RegionStorage storage,
      @Nullable Comparator<Object> versions) {
    super(region, storage, versions);
    this.keys = keys;
  }

  @Override
  public Object generateCacheKey(
      Object id, EntityPersister root, SessionFactoryImplementor factory, @Nullable String tenant) {
    return keys.createEntityKey(id, root, factory, tenant);
  }

  @Override
  public Object getCacheKeyId(Object key) {
    return keys.getEntityId(key);
  }

  @Override
  public boolean insert(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version) {
    return false;
  }

  @Override
  public boolean afterInsert(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version) {
    return inserted(session, key, value, version);
  }

  @Override
  public boolean update(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version,
      @Nullable Object previousVersion) {
    return false;
  }

  @Override
  public boolean afterUpdate(
      SharedSessionContractImplementor session,
      Object key,
      Object value,
      @Nullable Object version,
      @Nullable Object previousVersion,
      @Nullable SoftLock lock) {
    return updated(session, key, value, version, lock);
  }
}
