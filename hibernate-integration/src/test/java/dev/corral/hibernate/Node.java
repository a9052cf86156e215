package dev.corral.hibernate;

import dev.corral.CorralCachingProvider;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;

/** An application on one node. */
final class Node implements AutoCloseable {
  private final SessionFactory factory;

  private Node(SessionFactory factory) {
    this.factory = factory;
  }

  /** With Corral's region factory; more settings are names and values by turns. */
  static Node open(String database, URI redis, String... more) {
    Configuration configuration = configuration(database);
    configuration.setProperty("hibernate.cache.region.factory_class", "corral");
    configuration.setProperty("hibernate.corral.uri", redis.toString());
    return open(configuration, more);
  }

  /** With hibernate-jcache, to which a resource of this name says where Redis is. */
  static Node stock(String database, String uri, String... more) {
    Configuration configuration = configuration(database);
    configuration.setProperty("hibernate.cache.region.factory_class", "jcache");
    configuration.setProperty(
        "hibernate.javax.cache.provider", CorralCachingProvider.class.getName());
    configuration.setProperty("hibernate.javax.cache.uri", uri);
    return open(configuration, more);
  }

  private static Configuration configuration(String database) {
    Configuration configuration = new Configuration();
    configuration.addAnnotatedClasses(Author.class, Book.class, Country.class, Counter.class);
    configuration.setProperty("hibernate.connection.url", database);
    configuration.setProperty("hibernate.connection.pool_size", "20");
    configuration.setProperty("hibernate.hbm2ddl.auto", "update");
    configuration.setProperty("hibernate.generate_statistics", "true");
    configuration.setProperty("hibernate.cache.use_query_cache", "true");
    return configuration;
  }

  private static Node open(Configuration configuration, String... more) {
    for (int i = 0; i < more.length; i += 2) {
      configuration.setProperty(more[i], more[i + 1]);
    }
    return new Node(configuration.buildSessionFactory());
  }

  SessionFactory factory() {
    return factory;
  }

  Statistics statistics() {
    return factory.getStatistics();
  }

  void write(Consumer<Session> work) {
    factory.inTransaction(work);
  }

  <T> T read(Function<Session, T> work) {
    return factory.fromTransaction(work);
  }

  /** How many SQL statements some work takes. */
  long statements(Consumer<Session> work) {
    long before = statistics().getPrepareStatementCount();
    write(work);
    return statistics().getPrepareStatementCount() - before;
  }

  @Override
  public void close() {
    factory.close();
  }
}
