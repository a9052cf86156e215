package dev.corral.hibernate;

import java.util.Comparator;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/** Collections with READ_WRITE. */
final class CollectionAccess extends ReadWriteAccess implements CollectionDataAccess {
  private final CacheKeysFactory keys;

  CollectionAccess(
      DomainDataRegion region,
      CacheKeysFactory keys,
      RegionStorage storage,
      @Nullable Comparator<Object> versions) {
    super(region, storage, versions);
    this.keys = keys;
  }

  @Override
  public Object generateCacheKey(
      Object id,
      CollectionPersister collection,
      SessionFactoryImplementor factory,
      @Nullable String tenant) {
    return keys.createCollectionKey(id, collection, factory, tenant);
  }

  @Override
  public Object getCacheKeyId(Object key) {
    return keys.getCollectionId(key);
  }
}
