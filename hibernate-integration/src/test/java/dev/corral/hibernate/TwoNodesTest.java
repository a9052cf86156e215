package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.List;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node caches and changes, as another one sees it. */
@WithRedis
class TwoNodesTest {
  private static final String BOOKS_OF_GENRE = "from Book where genre = :genre order by id";

  private Database database;
  private Node one;
  private Node two;

  @BeforeEach
  void open(RedisServer redis) {
    redis.command("FLUSHALL");
    database = Database.h2();
    one = Node.open(database.url(), redis.uri());
    two = Node.open(database.url(), redis.uri());
    one.write(
        session -> {
          Author author = new Author(1, "Ann");
          session.persist(author);
          session.persist(new Book(1, "978-1", "One", author));
          session.persist(new Book(2, "978-2", "Two", author));
          session.persist(new Country("CH", "Switzerland"));
        });
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    database.close();
  }

  private static String title(Session session) {
    return session.find(Book.class, 1L).title;
  }

  /** Loads until it is in the cache: what was just written is not cached by older transactions. */
  private void awaitCached(Node node, java.util.function.Consumer<Session> work) {
    await().untilAsserted(() -> assertThat(node.statements(work)).isZero());
  }

  @Test
  void entity_isReadWithoutSql_onBothNodes_andSeenChangedAtOnce() {
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("One"));
    awaitCached(one, session -> assertThat(title(session)).isEqualTo("One"));
    one.write(session -> session.find(Book.class, 1L).title = "Uno");
    assertThat(two.read(TwoNodesTest::title)).isEqualTo("Uno");
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("Uno"));
    two.write(session -> session.remove(session.find(Book.class, 1L)));
    assertThat(one.<Boolean>read(session -> session.find(Book.class, 1L) == null)).isTrue();
  }

  @Test
  void rolledBackChange_isSeenByNobody_andTheEntityIsCachedAgain() {
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("One"));
    try (Session session = one.factory().openSession()) {
      session.beginTransaction();
      session.find(Book.class, 1L).title = "Uno";
      session.flush();
      assertThat(two.statements(other -> assertThat(title(other)).isEqualTo("One"))).isPositive();
      session.getTransaction().rollback();
    }
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("One"));
  }

  @Test
  void collections_areCached_andChangesOfThemSeen() {
    awaitCached(
        two,
        session -> {
          assertThat(session.find(Author.class, 1L).books).hasSize(2);
          assertThat(session.find(Book.class, 1L).shelves).containsExactly(Genre.POETRY);
        });
    one.write(
        session -> {
          session.find(Book.class, 1L).shelves.add(Genre.NOVEL);
          session.persist(new Book(3, "978-3", "Three", session.find(Author.class, 1L)));
        });
    two.write(
        session -> {
          assertThat(session.find(Book.class, 1L).shelves).hasSize(2);
        });
  }

  @Test
  void naturalId_isResolvedWithoutSql_andNotAfterItChanged() {
    awaitCached(
        two,
        session ->
            assertThat(session.find(Book.class, "978-2", KeyType.NATURAL).title).isEqualTo("Two"));
    one.write(session -> session.remove(session.find(Book.class, 2L)));
    assertThat(
            two.<Boolean>read(
                session -> session.find(Book.class, "978-2", KeyType.NATURAL) == null))
        .isTrue();
  }

  private static List<Book> novels(Session session) {
    return session
        .createQuery(BOOKS_OF_GENRE, Book.class)
        .setParameter("genre", Genre.NOVEL)
        .setCacheable(true)
        .list();
  }

  @Test
  void query_isAnsweredWithoutSql_untilItsTableIsChangedOnAnyNode() {
    awaitCached(two, session -> assertThat(novels(session)).hasSize(2));
    awaitCached(one, session -> assertThat(novels(session)).hasSize(2));
    one.write(session -> session.persist(new Book(3, "978-3", "Three", null)));
    assertThat(two.<Integer>read(session -> novels(session).size())).isEqualTo(3);
    awaitCached(two, session -> assertThat(novels(session)).hasSize(3));
  }

  @Test
  void query_isNotAnsweredFromTheCache_whileAnyChangeOfItsTableIsUnderWay() {
    awaitCached(two, session -> assertThat(novels(session)).hasSize(2));
    try (Session session = one.factory().openSession()) {
      session.beginTransaction();
      session.persist(new Book(3, "978-3", "Three", null));
      session.flush();
      two.write(other -> other.persist(new Book(4, "978-4", "Four", null)));
      for (int i = 0; i < 3; i++) {
        assertThat(two.statements(other -> assertThat(novels(other)).hasSize(3))).isPositive();
      }
      session.getTransaction().commit();
    }
    assertThat(two.<Integer>read(session -> novels(session).size())).isEqualTo(4);
  }

  @Test
  void readOnlyAndNonstrictEntities_areCached() {
    awaitCached(
        two,
        session -> assertThat(session.find(Country.class, "CH").name).isEqualTo("Switzerland"));
    awaitCached(
        two, session -> assertThat(session.find(Author.class, 1L).address.city).isEqualTo("Bern"));
    one.write(session -> session.find(Author.class, 1L).name = "Anna");
    assertThat(two.<String>read(session -> session.find(Author.class, 1L).name)).isEqualTo("Anna");
  }

  @Test
  void evicted_isReadFromTheDatabase_onAllNodes() {
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("One"));
    database.run("update Book set title = 'Ein' where id = 1");
    one.factory().getCache().evict(Book.class, 1L);
    assertThat(two.read(TwoNodesTest::title)).isEqualTo("Ein");
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("Ein"));
    database.run("update Book set title = 'Un' where id = 1");
    one.factory().getCache().evictEntityData(Book.class);
    assertThat(two.read(TwoNodesTest::title)).isEqualTo("Un");
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("Un"));
  }

  @Test
  void bulkChange_closesTheRegionUntilItHasEnded() {
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("One"));
    try (Session session = one.factory().openSession()) {
      session.beginTransaction();
      session.createMutationQuery("update Book set title = 'Uno' where id = 1").executeUpdate();
      assertThat(two.statements(other -> assertThat(title(other)).isEqualTo("One"))).isPositive();
      assertThat(two.statements(other -> assertThat(title(other)).isEqualTo("One"))).isPositive();
      session.getTransaction().commit();
    }
    assertThat(two.read(TwoNodesTest::title)).isEqualTo("Uno");
    awaitCached(two, session -> assertThat(title(session)).isEqualTo("Uno"));
  }
}
