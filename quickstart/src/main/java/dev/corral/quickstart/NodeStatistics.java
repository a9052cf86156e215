package dev.corral.quickstart;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.management.CacheStatisticsMXBean;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What a node counted, read from the bean that JSR-107 defines. */
record NodeStatistics(CacheStatisticsMXBean bean) {

  static NodeStatistics of(Cache<?, ?> cache) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      Set<ObjectName> names =
          server.queryNames(
              new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cache.getName() + ",*"),
              null);
      return new NodeStatistics(
          JMX.newMXBeanProxy(server, names.iterator().next(), CacheStatisticsMXBean.class));
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException("The name of cache " + cache.getName() + " needs quotes", e);
    }
  }

  long hits() {
    return bean.getCacheHits();
  }

  long misses() {
    return bean.getCacheMisses();
  }
}
