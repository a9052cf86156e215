package dev.corral.hibernate;

import dev.corral.CorralCacheManager;
import dev.corral.CorralCachingProvider;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.cfg.spi.DomainDataCachingConfig;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.support.RegionFactoryTemplate;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's second-level cache in Redis, right with several nodes. Named by {@code
 * hibernate.cache.region.factory_class = corral}.
 *
 * <p>With {@code READ_WRITE}, no transaction reads a state older than one that was committed before
 * it began, whichever node committed it: locks are in Redis, timestamps are Redis's time, and there
 * is no near cache. With {@code NONSTRICT_READ_WRITE} and {@code READ_ONLY} a near cache is
 * possible. What is promised under which circumstances is in {@code docs/hibernate.md}.
 *
 * <p>Settings: {@code hibernate.corral.uri}, {@code hibernate.corral.when-unavailable}, {@code
 * hibernate.corral.lock-timeout}, {@code hibernate.corral.allow}. What holds for a region's cache,
 * such as its lifetime, is configured by its name in Corral's own configuration.
 *
 * <p>It connects when a region is first used, and has a cache manager of its own, which it closes.
 */
public class CorralRegionFactory extends RegionFactoryTemplate {
  private static final long serialVersionUID = 1L;

  private transient @Nullable RedisConnection connection;

  /** A factory, for Hibernate to start. */
  public CorralRegionFactory() {}

  @Override
  protected void prepareForUse(SessionFactoryOptions options, Map<String, Object> properties) {
    Settings settings = Settings.of(properties);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    CorralCacheManager manager =
        new CorralCachingProvider()
            .getCacheManager(settings.uri(), loader == null ? getClass().getClassLoader() : loader)
            .unwrap(CorralCacheManager.class);
    connection = new RedisConnection(manager, settings);
  }

  @Override
  protected void releaseFromUse() {
    RedisConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private RedisConnection redis() {
    return Objects.requireNonNull(connection, "The region factory has not been started");
  }

  @Override
  public DomainDataRegion buildDomainDataRegion(
      DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
    verifyStarted();
    SessionFactoryImplementor factory = context.getSessionFactory();
    RegionCaches.Opened region =
        RegionCaches.domain(
            redis(),
            qualify(config.getRegionName()),
            isStrict(config),
            () -> MappedTypes.of(factory));
    RegionStorage storage =
        new RegionStorage(new RegionRecords(redis(), region, new Layouts(factory)::of));
    return new CorralDomainRegion(config, this, storage, keysFactory(), context);
  }

  private static boolean isStrict(DomainDataRegionConfig config) {
    return Stream.of(
            config.getEntityCaching(), config.getNaturalIdCaching(), config.getCollectionCaching())
        .flatMap(all -> all.stream().map(DomainDataCachingConfig::getAccessType))
        .anyMatch(AccessType.READ_WRITE::equals);
  }

  private static CacheKeysFactory keysFactory() {
    return DefaultCacheKeysFactory.INSTANCE;
  }

  @Override
  protected StorageAccess createQueryResultsRegionStorageAccess(
      String name, SessionFactoryImplementor factory) {
    return new QueryStorage(
        redis(), RegionCaches.queries(redis(), qualify(name), () -> MappedTypes.of(factory)));
  }

  @Override
  protected StorageAccess createTimestampsRegionStorageAccess(
      String name, SessionFactoryImplementor factory) {
    return new TimestampsStorage(redis(), RegionCaches.timestamps(redis(), qualify(name)));
  }

  @Override
  public CacheTransactionSynchronization createTransactionContext(
      SharedSessionContractImplementor session) {
    return new CorralTransaction(redis());
  }

  /** Redis's time in microseconds. */
  @Override
  public long nextTimestamp() {
    return redis().timestamp();
  }

  /** After how long the lock of a node that is gone lapses, in microseconds. */
  @Override
  public long getTimeout() {
    return redis().lockMicros();
  }

  @Override
  public AccessType getDefaultAccessType() {
    return AccessType.READ_WRITE;
  }
}
