package dev.corral.hibernate;

import java.util.Comparator;
import java.util.function.Supplier;
import org.hibernate.cache.cfg.spi.CollectionDataCachingConfig;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.cfg.spi.NaturalIdDataCachingConfig;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.support.DomainDataRegionTemplate;

/** A region of entities, collections and natural ids: Hibernate's, but for READ_WRITE. */
final class CorralDomainRegion extends DomainDataRegionTemplate {
  CorralDomainRegion(
      DomainDataRegionConfig config,
      CorralRegionFactory factory,
      RegionStorage storage,
      CacheKeysFactory keys,
      DomainDataRegionBuildingContext context) {
    super(config, factory, storage, keys, context);
  }

  private RegionStorage storage() {
    return (RegionStorage) getCacheStorageAccess();
  }

  @Override
  protected EntityDataAccess generateReadWriteEntityAccess(EntityDataCachingConfig config) {
    Supplier<Comparator<Object>> versions = config.getVersionComparatorAccess();
    return new EntityAccess(
        this, getEffectiveKeysFactory(), storage(), versions == null ? null : versions.get());
  }

  @Override
  protected NaturalIdDataAccess generateReadWriteNaturalIdAccess(
      NaturalIdDataCachingConfig config) {
    return new NaturalIdAccess(this, getEffectiveKeysFactory(), storage());
  }

  /** Hibernate's method for one access type is private here. */
  @Override
  public CollectionDataAccess generateCollectionAccess(CollectionDataCachingConfig config) {
    return config.getAccessType() == AccessType.READ_WRITE
        ? new CollectionAccess(
            this, getEffectiveKeysFactory(), storage(), config.getOwnerVersionComparator())
        : super.generateCollectionAccess(config);
  }
}
