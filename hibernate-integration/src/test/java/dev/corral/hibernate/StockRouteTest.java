package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corral below hibernate-jcache, which knows nothing of it but its name and a file's. */
@WithRedis
class StockRouteTest {
  @TempDir Path folder;
  private RedisServer redis;
  private Database database;
  private Node one;
  private Node two;

  @BeforeEach
  void open(RedisServer server) throws IOException {
    redis = server;
    redis.command("FLUSHALL");
    database = Database.h2();
    one = node("one");
    two = node("two");
    one.write(
        session -> {
          Author author = new Author(1, "Ann");
          session.persist(author);
          session.persist(new Book(1, "978-1", "One", author));
          session.persist(new Country("CH", "Switzerland"));
        });
  }

  /** Of the entities' classes it needs only those that Hibernate does not take apart. */
  private Node node(String name) throws IOException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        """
        corral {
          uri = "%s"
          cache-patterns = [
            { match = "*Book*", lifetime = 10m }
            { match = "*", allow = [ "dev.corral.hibernate.Genre" ] }
          ]
        }
        """
            .formatted(redis.uri()));
    return Node.stock(database.url(), file.toUri().toString());
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    database.close();
  }

  private static void awaitCached(Node node, Consumer<Session> work) {
    await().untilAsserted(() -> assertThat(node.statements(work)).isZero());
  }

  private static void readsEverything(Session session) {
    Author author = session.find(Author.class, 1L);
    Book book = session.find(Book.class, 1L);
    assertThat(book.title).isEqualTo("One");
    assertThat(book.shelves).containsExactly(Genre.POETRY);
    assertThat(author.books).containsExactly(book);
    assertThat(session.find(Country.class, "CH").name).isEqualTo("Switzerland");
  }

  private static List<Book> novels(Session session) {
    return session
        .createQuery("from Book where genre = :genre", Book.class)
        .setParameter("genre", Genre.NOVEL)
        .setCacheable(true)
        .list();
  }

  @Test
  void allRegions_areReadWithoutSql_onBothNodes() {
    for (Node node : List.of(one, two)) {
      awaitCached(node, StockRouteTest::readsEverything);
      awaitCached(
          node,
          session ->
              assertThat(session.find(Book.class, "978-1", KeyType.NATURAL).id).isEqualTo(1));
      awaitCached(node, session -> assertThat(novels(session)).hasSize(1));
    }
  }

  @Test
  void regions_haveTheLifetimesOfTheirNames() {
    awaitCached(one, StockRouteTest::readsEverything);
    assertThat(lifetimes("corral:{dev.corral.hibernate.Book#*}r*"))
        .isNotEmpty()
        .allSatisfy(millis -> assertThat(millis).isBetween(1L, 600_000L));
    assertThat(lifetimes("corral:{dev.corral.hibernate.Country#*}r*"))
        .isNotEmpty()
        .containsOnly(-1L);
  }

  /** How long the records live whose keys match. */
  private List<Long> lifetimes(String pattern) {
    String script =
        "local all = {} for i, key in ipairs(redis.call('KEYS', ARGV[1])) do"
            + " all[i] = redis.call('PTTL', key) end return all";
    return ((List<?>) Objects.requireNonNull(redis.command("EVAL", script, "0", pattern)))
        .stream().map(Long.class::cast).toList();
  }

  @Test
  void changesAndEvictions_areSeenByTheOtherNode() {
    awaitCached(two, StockRouteTest::readsEverything);
    one.write(session -> session.find(Book.class, 1L).title = "Uno");
    assertThat(two.<String>read(session -> session.find(Book.class, 1L).title)).isEqualTo("Uno");
    database.run("update Book set title = 'Un' where id = 1");
    one.factory().getCache().evictEntityData(Book.class);
    assertThat(two.<String>read(session -> session.find(Book.class, 1L).title)).isEqualTo("Un");
  }
}
