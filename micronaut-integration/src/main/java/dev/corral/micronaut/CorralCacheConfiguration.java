package dev.corral.micronaut;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;

/** A cache, by its name. It exists when the application has started. */
@EachProperty(CorralCacheConfiguration.PREFIX)
public final class CorralCacheConfiguration extends CacheSettings {
  /** What the names of the properties begin with; the name of the cache follows. */
  public static final String PREFIX = CorralConnectionConfiguration.PREFIX + ".caches";

  private final String name;
  private Class<?> keyType = Object.class;
  private Class<?> valueType = Object.class;
  private boolean statisticsEnabled = true;
  private boolean managementEnabled;

  /**
   * Begins with nothing said.
   *
   * @param name of the cache
   */
  public CorralCacheConfiguration(@Parameter String name) {
    this.name = name;
  }

  /** The name of the cache. */
  public String getName() {
    return name;
  }

  /** The class of all keys. */
  public Class<?> getKeyType() {
    return keyType;
  }

  /**
   * The class of all keys; only for caches whose keys are no combinations of parameters.
   *
   * @param keyType any, if not given
   */
  public void setKeyType(Class<?> keyType) {
    this.keyType = keyType;
  }

  /** The class of all values. */
  public Class<?> getValueType() {
    return valueType;
  }

  /**
   * The class of all values. It and the classes it refers to need not be among those to allow.
   *
   * @param valueType any, if not given
   */
  public void setValueType(Class<?> valueType) {
    this.valueType = valueType;
  }

  /** Whether hits and misses are counted. */
  public boolean isStatisticsEnabled() {
    return statisticsEnabled;
  }

  /**
   * Whether hits and misses are counted, for meters and JMX.
   *
   * @param statisticsEnabled true if not given
   */
  public void setStatisticsEnabled(boolean statisticsEnabled) {
    this.statisticsEnabled = statisticsEnabled;
  }

  /** Whether there is a configuration MBean. */
  public boolean isManagementEnabled() {
    return managementEnabled;
  }

  /**
   * Whether there is a configuration MBean.
   *
   * @param managementEnabled false if not given
   */
  public void setManagementEnabled(boolean managementEnabled) {
    this.managementEnabled = managementEnabled;
  }
}
