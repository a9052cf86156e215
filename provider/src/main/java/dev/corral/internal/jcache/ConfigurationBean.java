package dev.corral.internal.jcache;

import dev.corral.CorralConfiguration;
import javax.cache.management.CacheMXBean;

/** A cache's configuration as a management bean. */
public final class ConfigurationBean implements CacheMXBean {
  private final RedisCache<?, ?> cache;

  ConfigurationBean(RedisCache<?, ?> cache) {
    this.cache = cache;
  }

  private CorralConfiguration<?, ?> configuration() {
    return cache.configuration();
  }

  @Override
  public String getKeyType() {
    return configuration().getKeyType().getName();
  }

  @Override
  public String getValueType() {
    return configuration().getValueType().getName();
  }

  @Override
  public boolean isReadThrough() {
    return configuration().isReadThrough();
  }

  @Override
  public boolean isWriteThrough() {
    return configuration().isWriteThrough();
  }

  @Override
  public boolean isStoreByValue() {
    return configuration().isStoreByValue();
  }

  @Override
  public boolean isStatisticsEnabled() {
    return configuration().isStatisticsEnabled();
  }

  @Override
  public boolean isManagementEnabled() {
    return configuration().isManagementEnabled();
  }
}
