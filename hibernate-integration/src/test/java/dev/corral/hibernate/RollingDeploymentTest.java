package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of two releases share database and cache. In the second one an entity has a property more,
 * another property another type, and an embeddable one more: each release takes the other's entries
 * for misses, and sees its changes.
 */
@WithRedis
class RollingDeploymentTest {
  private static final String OLD = source("int", "", "");
  private static final String NEW = source("long", "String colour;", "Integer height;");

  @TempDir Path folder;

  private static String source(String stock, String added, String addedToBox) {
    return """
        package shop;

        import jakarta.persistence.*;
        import java.util.*;
        import org.hibernate.annotations.*;
        import org.hibernate.annotations.Cache;

        @Entity
        @Cacheable
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        @NaturalIdCache
        public class Lamp {
          @Id long id;
          @NaturalId(mutable = true) String code;
          @Version int version;
          %s stock;
          %s
          @Embedded Box box = new Box();

          @ElementCollection(fetch = FetchType.EAGER)
          @OrderColumn
          @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
          List<Box> spares = new ArrayList<>(List.of(new Box()));

          @Embeddable
          public static class Box {
            int width = 5;
            %s
          }
        }
        """
        .formatted(stock, added, addedToBox);
  }

  /** A node of one release. */
  private final class Release implements AutoCloseable {
    final Class<?> lamp;
    final SessionFactory factory;

    Release(String name, String source, Database database, RedisServer redis)
        throws IOException, ReflectiveOperationException {
      ClassLoader loader = compiled(name, source);
      lamp = loader.loadClass("shop.Lamp");
      Configuration configuration =
          new Configuration(new BootstrapServiceRegistryBuilder().applyClassLoader(loader).build());
      configuration.addAnnotatedClasses(lamp, loader.loadClass("shop.Lamp$Box"));
      configuration.setProperty("hibernate.connection.url", database.url());
      configuration.setProperty("hibernate.hbm2ddl.auto", "update");
      configuration.setProperty("hibernate.generate_statistics", "true");
      configuration.setProperty("hibernate.cache.region.factory_class", "corral");
      configuration.setProperty("hibernate.corral.uri", redis.uri().toString());
      factory = configuration.buildSessionFactory();
    }

    private ClassLoader compiled(String name, String source) throws IOException {
      Path file =
          Files.createDirectories(folder.resolve(name).resolve("shop")).resolve("Lamp.java");
      Files.writeString(file, source);
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      String classPath = System.getProperty("java.class.path");
      int result =
          compiler.run(
              null, null, null, "-proc:none", "-cp", classPath, file.toAbsolutePath().toString());
      assertThat(result).isZero();
      URL[] urls = {folder.resolve(name).toUri().toURL()};
      return new URLClassLoader(urls, RollingDeploymentTest.class.getClassLoader());
    }

    void persist(long id, String code) throws ReflectiveOperationException {
      Object made = lamp.getDeclaredConstructor().newInstance();
      set(made, "id", id);
      set(made, "code", code);
      factory.inTransaction(session -> session.persist(made));
    }

    void change(String property, Object value) {
      factory.inTransaction(session -> set(find(session), property, value));
    }

    private Object find(Session session) {
      return session.find(lamp, 1L);
    }

    /** What a property is, and how many statements it took to find that out. */
    Read read(String property) {
      long before = factory.getStatistics().getPrepareStatementCount();
      Object value = factory.fromTransaction(session -> get(find(session), property));
      return new Read(value, factory.getStatistics().getPrepareStatementCount() - before);
    }

    /** The widths of the boxes, its own and the spare ones. */
    Set<Object> widths() {
      return factory.fromTransaction(
          session -> {
            Object found = find(session);
            Set<Object> widths = new TreeSet<>();
            widths.add(get(get(found, "box"), "width"));
            ((List<?>) get(found, "spares")).forEach(box -> widths.add(get(box, "width")));
            return widths;
          });
    }

    long idOf(String code) {
      return factory.fromTransaction(
          session -> (Long) get(session.find(lamp, code, KeyType.NATURAL), "id"));
    }

    @Override
    public void close() {
      factory.close();
    }
  }

  private record Read(Object value, long statements) {}

  private static Object get(Object of, String property) {
    try {
      return Objects.requireNonNull(field(of, property).get(of), property);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Object of, String property, Object value) {
    try {
      field(of, property).set(of, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(Object of, String property) throws NoSuchFieldException {
    Field field = of.getClass().getDeclaredField(property);
    field.setAccessible(true);
    return field;
  }

  @Test
  void eachRelease_readsWhatTheOtherCached_asAMiss_andSeesItsChanges(RedisServer redis)
      throws Exception {
    redis.command("FLUSHALL");
    try (Database database = Database.h2();
        Release old = new Release("old", OLD, database, redis);
        Release young = new Release("new", NEW, database, redis)) {
      old.persist(1, "lamp-1");
      for (Release release : List.of(old, young, old, young)) {
        assertThat(((Number) release.read("stock").value()).intValue()).isZero();
        await().until(() -> release.read("stock").statements() == 0);
        assertThat(release.widths()).containsExactly(5);
        assertThat(release.idOf("lamp-1")).isEqualTo(1);
      }
      assertThat(old.read("stock").statements()).as("the other release's entry").isPositive();

      young.change("colour", "red");
      assertThat(old.read("version").value()).isEqualTo(1);
      old.change("stock", 7);
      assertThat(young.read("stock").value()).isEqualTo(7L);
      assertThat(young.read("colour").value()).isEqualTo("red");
      young.change("code", "lamp-2");
      assertThat(old.idOf("lamp-2")).isEqualTo(1);
    }
  }
}
