package dev.corral.it.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralCache;
import dev.corral.CorralCachingProvider;
import dev.corral.CorralStatisticsMXBean;
import dev.corral.testkit.RedisDeployment;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

/** What became of loads can be seen by management beans. */
class LoadStatisticsBeanTest {
  @Test
  void bean_tellsWhatBecameOfLoads_untilItIsCleared() throws Exception {
    try (CorralCachingProvider provider = new CorralCachingProvider()) {
      Cache<String, String> cache =
          provider
              .getCacheManager(RedisDeployment.STANDALONE.shared().uri(), null)
              .createCache(
                  "load-statistics",
                  new MutableConfiguration<String, String>()
                      .setTypes(String.class, String.class)
                      .setStatisticsEnabled(true));
      cache.removeAll();
      @SuppressWarnings("unchecked")
      CorralCache<String, String> corral = cache.unwrap(CorralCache.class);
      CorralStatisticsMXBean bean = StatisticsBeans.of("load-statistics");

      corral.get("a", key -> "loaded");
      corral.get("a", key -> "not asked");

      assertThat(bean.getLoads()).isEqualTo(1);
      assertThat(bean.getLoadLeasesGranted()).isEqualTo(1);
      assertThat(bean.getCacheHits()).isEqualTo(1);
      assertThat(bean.getCacheMisses()).isEqualTo(1);
      assertThat(corral.loadStatistics().loads()).isEqualTo(1);
      assertThat(corral.statistics().getCacheHits()).isEqualTo(1);
      assertThat(corral.statistics().getLoads()).isEqualTo(1);

      bean.clear();
      assertThat(bean.getLoads()).isZero();
      assertThat(corral.loadStatistics().loads()).isZero();
    }
  }
}
