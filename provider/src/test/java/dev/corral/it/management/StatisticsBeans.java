package dev.corral.it.management;

import dev.corral.CorralStatisticsMXBean;
import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The statistics beans of caches, as a management console finds them. */
public final class StatisticsBeans {
  private StatisticsBeans() {}

  /** That of the cache with this name. */
  public static CorralStatisticsMXBean of(String cacheName) throws MalformedObjectNameException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name =
        server
            .queryNames(
                new ObjectName("javax.cache:type=CacheStatistics,Cache=" + cacheName + ",*"), null)
            .iterator()
            .next();
    return JMX.newMXBeanProxy(server, name, CorralStatisticsMXBean.class);
  }
}
