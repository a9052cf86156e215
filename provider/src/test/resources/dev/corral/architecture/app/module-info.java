/**
 * An application as JSR-107 means it, which names no provider. That it uses one makes the JVM look
 * for it: {@code cache.api} has no descriptor to say so itself.
 */
module example.shop {
  requires cache.api;
  requires java.management;

  uses javax.cache.spi.CachingProvider;

  opens example.shop to
      com.esotericsoftware.kryo,
      dev.corral.jcache;
}
