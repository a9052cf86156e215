package dev.corral.internal.jcache;

import java.lang.management.ManagementFactory;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the JSR-107 management beans of one cache on the platform's MBean server. */
final class ManagementBeans {
  private static final Logger log = LoggerFactory.getLogger(ManagementBeans.class);

  private final RedisCache<?, ?> cache;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private boolean configuration;
  private boolean statistics;

  ManagementBeans(RedisCache<?, ?> cache) {
    this.cache = cache;
  }

  synchronized void enableConfiguration(boolean enabled) {
    configuration = set("CacheConfiguration", new ConfigurationBean(cache), configuration, enabled);
  }

  synchronized void enableStatistics(boolean enabled) {
    statistics = set("CacheStatistics", new StatisticsBean(cache.context()), statistics, enabled);
  }

  /** Whether the bean is registered by us afterwards. */
  private boolean set(String type, Object bean, boolean registered, boolean enabled) {
    if (registered == enabled) {
      return registered;
    }
    try {
      if (enabled) {
        server.registerMBean(bean, name(type));
      } else {
        server.unregisterMBean(name(type));
      }
      return enabled;
    } catch (InstanceAlreadyExistsException e) {
      log.warn(
          "Another cache manager of the same URI has registered the {} bean of cache '{}'; this"
              + " one's is not visible",
          type,
          cache.getName());
      return false;
    } catch (InstanceNotFoundException e) {
      return false;
    } catch (JMException e) {
      throw new CacheException(
          "The " + type + " bean of cache '" + cache.getName() + "' can't be managed", e);
    }
  }

  private ObjectName name(String type) throws JMException {
    return new ObjectName(
        "javax.cache:type="
            + type
            + ",CacheManager="
            + clean(cache.getCacheManager().getURI().toString())
            + ",Cache="
            + clean(cache.getName()));
  }

  /**
   * Replaces what has a meaning in object names, as JSR-107 asks, and what would make a pattern.
   */
  private static String clean(String text) {
    return text.replaceAll("[,:=\n*?\"]", ".");
  }
}
