/**
 * Corral, a JSR-107 caching provider over Redis. Applications need nothing of it but what {@code
 * javax.cache} offers; the exported packages are for what goes beyond the standard.
 *
 * <p>An application that is a module itself has the JVM find Corral by {@code uses
 * javax.cache.spi.CachingProvider}, and opens the packages of the classes that it stores to {@code
 * dev.corral.jcache} and {@code com.esotericsoftware.kryo}.
 */
@SuppressWarnings("requires-transitive-automatic") // no release of the JSR-107 API is a module
module dev.corral.jcache {
  requires transitive cache.api;
  requires static transitive org.jspecify;
  requires static org.lz4.java;
  requires com.esotericsoftware.kryo;
  requires com.github.benmanes.caffeine;
  requires java.management;
  requires java.sql;
  requires jdk.unsupported; // by which Kryo makes objects without calling their constructors
  requires org.apache.commons.pool2;
  requires org.objenesis;
  requires org.slf4j;
  requires redis.clients.jedis;
  requires typesafe.config;

  exports dev.corral;
  exports dev.corral.codec;

  provides javax.cache.spi.CachingProvider with
      dev.corral.CorralCachingProvider;
}
