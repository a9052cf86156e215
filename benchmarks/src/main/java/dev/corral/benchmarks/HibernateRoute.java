package dev.corral.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A second-level cache for Hibernate. */
enum HibernateRoute {
  NONE("no second-level cache") {
    @Override
    List<String> settings(URI redis, Path folder) {
      return List.of("hibernate.cache.use_second_level_cache=false");
    }
  },
  STOCK("hibernate-jcache over Corral") {
    @Override
    List<String> settings(URI redis, Path folder) throws IOException {
      return jcache(
          "dev.corral.CorralCachingProvider",
          Files.writeString(folder.resolve("corral.conf"), "corral.uri = \"" + redis + "\""));
    }
  },
  CORRAL("CorralRegionFactory") {
    @Override
    List<String> settings(URI redis, Path folder) {
      return List.of(
          "hibernate.cache.region.factory_class=corral", "hibernate.corral.uri=" + redis);
    }
  },
  REDISSON("hibernate-jcache over Redisson") {
    @Override
    List<String> settings(URI redis, Path folder) throws IOException {
      return jcache(
          "org.redisson.jcache.JCachingProvider",
          Files.writeString(
              folder.resolve("redisson.yaml"),
              "singleServerConfig:\n  address: \"" + redis + "\"\n"));
    }
  };

  private final String title;

  HibernateRoute(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Hibernate's settings, name=value; files that they name are made in a folder. */
  abstract List<String> settings(URI redis, Path folder) throws IOException;

  private static List<String> jcache(String provider, Path file) {
    return List.of(
        "hibernate.cache.region.factory_class=jcache",
        "hibernate.javax.cache.missing_cache_strategy=create",
        "hibernate.javax.cache.provider=" + provider,
        "hibernate.javax.cache.uri=" + file.toUri());
  }
}
