package dev.corral.shop;

import dev.corral.CorralCache;
import dev.corral.micronaut.CorralSyncCache;
import dev.corral.testkit.RedisServer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.client.BlockingHttpClient;
import io.micronaut.http.client.HttpClient;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The application on a Redis that has nothing in it. */
final class Shop implements AutoCloseable {
  private final ApplicationContext context;

  private Shop(ApplicationContext context) {
    this.context = context;
  }

  /** Opens an application with a cache of books and these properties. */
  static Shop open(RedisServer redis, Object... properties) {
    redis.command("FLUSHALL");
    return another(redis.uri(), properties);
  }

  /** Opens one more application on the same Redis. */
  static Shop another(URI redis, Object... properties) {
    Map<String, Object> all = new HashMap<>();
    all.put("corral.uri", redis.toString());
    all.put("corral.caches.books.statistics-enabled", true);
    all.put("micronaut.server.port", -1);
    all.put("shop.strict", true);
    for (int i = 0; i < properties.length; i += 2) {
      all.put((String) properties[i], properties[i + 1]);
    }
    return new Shop(ApplicationContext.run(all));
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** A client of the application's own HTTP server, which is started. */
  BlockingHttpClient http() {
    EmbeddedServer server = context.getBean(EmbeddedServer.class);
    if (!server.isRunning()) {
      server.start();
    }
    return context.createBean(HttpClient.class, server.getURL()).toBlocking();
  }

  void publish(Object event) {
    context.getEventPublisher(Object.class).publishEvent(event);
  }

  Bookshop books() {
    return bean(Bookshop.class);
  }

  Source source() {
    return bean(Source.class);
  }

  CorralSyncCache cache() {
    return cache("books");
  }

  CorralSyncCache cache(String name) {
    return context.getBean(CorralSyncCache.class, Qualifiers.byName(name));
  }

  CorralCache<Object, Object> corral() {
    return cache().getNativeCache();
  }

  @Override
  public void close() {
    context.close();
  }
}
