package dev.corral.hibernate;

import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.access.SoftLock;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Which entity has a natural id, with READ_WRITE. */
final class NaturalIdAccess extends ReadWriteAccess implements NaturalIdDataAccess {
  private final CacheKeysFactory keys;

  NaturalIdAccess(DomainDataRegion region, CacheKeysFactory keys, RegionStorage storage) {
    super(region, storage, null);
    this.keys = keys;
  }

  @Override
  public Object generateCacheKey(
      Object naturalId, EntityPersister root, SharedSessionContractImplementor session) {
    return keys.createNaturalIdKey(naturalId, root, session);
  }

  @Override
  public Object getNaturalIdValues(Object key) {
    return keys.getNaturalIdValues(key);
  }

  @Override
  public boolean insert(SharedSessionContractImplementor session, Object key, Object id) {
    return false;
  }

  @Override
  public boolean afterInsert(SharedSessionContractImplementor session, Object key, Object id) {
    return inserted(session, key, id, null);
  }

  @Override
  public boolean update(SharedSessionContractImplementor session, Object key, Object id) {
    return false;
  }

  @Override
  public boolean afterUpdate(
      SharedSessionContractImplementor session, Object key, Object id, @Nullable SoftLock lock) {
    return updated(session, key, id, null, lock);
  }
}
