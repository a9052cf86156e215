package dev.corral.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCacheManager;
import dev.corral.CorralCachingProvider;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may put what into a region, when nodes get in each other's way. */
@WithRedis
class RegionRecordsTest {
  private static final String KEY = "key";

  private final List<RedisConnection> connections = new ArrayList<>();
  private RedisServer redis;
  private RedisConnection here;
  private RegionRecords one;
  private RegionRecords two;

  @BeforeEach
  void open(RedisServer server) {
    server.command("FLUSHALL");
    redis = server;
    here = connect(Duration.ofSeconds(60));
    one = records(here, 1);
    two = records(connect(Duration.ofSeconds(60)), 1);
    assertThat(one.fill("other", "any", null, now(), null)).isFalse();
    assertThat(one.fill("other", "any", null, now(), null)).isTrue();
  }

  @AfterEach
  void close() {
    connections.forEach(RedisConnection::close);
  }

  private RedisConnection connect(Duration lockTimeout) {
    CorralCacheManager manager =
        new CorralCachingProvider()
            .getCacheManager(redis.uri(), getClass().getClassLoader())
            .unwrap(CorralCacheManager.class);
    RedisConnection connection =
        new RedisConnection(manager, new Settings(redis.uri(), false, lockTimeout, List.of()));
    connections.add(connection);
    return connection;
  }

  private static RegionRecords records(RedisConnection connection, long layout) {
    return new RegionRecords(
        connection,
        RegionCaches.domain(connection, "region", true, Set::of),
        (key, value) -> layout);
  }

  /** When a transaction begins that begins now. */
  private long now() {
    return here.clock().now();
  }

  @Test
  void loadedState_isReadByOthers_thatBeganLater() {
    long before = now();
    long start = now();
    assertThat(one.fill(KEY, "a", null, start, null)).isTrue();
    assertThat(two.get(KEY, now())).isEqualTo("a");
    assertThat(two.get(KEY, before)).isNull();
  }

  @Test
  void load_isRefused_whileAnotherNodeHasTheLock() {
    assertThat(one.fill(KEY, "a", null, now(), null)).isTrue();
    HeldLock lock = two.lock(KEY);
    assertThat(one.get(KEY, now())).isNull();
    assertThat(one.fill(KEY, "a", null, now(), null)).isFalse();
    two.unlock(KEY, lock);
    assertThat(one.fill(KEY, "b", null, now(), null)).isTrue();
    assertThat(two.get(KEY, now())).isEqualTo("b");
  }

  @Test
  void load_isRefused_ifItsTransactionBeganBeforeTheLockWasGivenBack() {
    HeldLock lock = two.lock(KEY);
    long start = now();
    two.unlock(KEY, lock);
    assertThat(one.fill(KEY, "old", null, start, null)).isFalse();
    assertThat(one.fill(KEY, "new", null, now(), null)).isTrue();
  }

  @Test
  void load_doesNotReplaceWhatAnotherNodeCommittedMeanwhile() {
    long start = now();
    HeldLock lock = two.lock(KEY);
    assertThat(two.updated(KEY, "new", null, now(), lock)).isTrue();
    assertThat(one.fill(KEY, "old", null, start, null)).isFalse();
    assertThat(one.get(KEY, now())).isEqualTo("new");
  }

  @Test
  void committedState_isNotPut_ifAnotherNodeHadALockMeanwhile() {
    HeldLock first = one.lock(KEY);
    HeldLock second = two.lock(KEY);
    assertThat(one.updated(KEY, "a", null, now(), first)).isFalse();
    long between = now();
    assertThat(one.fill(KEY, "a", null, between, null)).isFalse();
    assertThat(two.updated(KEY, "b", null, now(), second)).isFalse();
    assertThat(one.get(KEY, now())).isNull();
    assertThat(one.fill(KEY, "a", null, between, null)).isFalse();
    assertThat(one.fill(KEY, "b", null, now(), null)).isTrue();
  }

  @Test
  void load_isRefused_ofATransactionThatBeganBeforeTheEviction() {
    long start = now();
    two.evict(KEY);
    assertThat(one.fill(KEY, "old", null, start, null)).isFalse();
    long later = now();
    two.evictAll();
    assertThat(one.fill(KEY, "old", null, later, null)).isFalse();
    assertThat(one.fill("another", "old", null, later, null)).isFalse();
    assertThat(one.fill(KEY, "new", null, now(), null)).isTrue();
  }

  @Test
  void evictions_leaveLocksAlone() {
    assertThat(one.fill("filled", "a", null, now(), null)).isTrue();
    HeldLock lock = one.lock(KEY);
    two.evict(KEY);
    two.evictAll();
    assertThat(two.get("filled", now())).isNull();
    assertThat(two.fill(KEY, "uncommitted", null, now(), null)).isFalse();
    assertThat(one.updated(KEY, "new", null, now(), lock)).isTrue();
    assertThat(two.get(KEY, now())).isEqualTo("new");
  }

  @Test
  void lockOfADeadNode_lapses_andWhatItsTransactionBringsLateIsNotPut() {
    RegionRecords dying = records(connect(Duration.ofMillis(300)), 1);
    HeldLock lock = dying.lock(KEY);
    assertThat(one.fill(KEY, "old", null, now(), null)).isFalse();
    await().until(() -> one.fill(KEY, "old", null, now(), null));
    assertThat(dying.updated(KEY, "late", null, now(), lock)).isFalse();
    assertThat(one.get(KEY, now())).isNull();
  }

  @Test
  void lapsedLock_isNoConcurrentOne_butItsHolderIsWhenItComesBack() {
    RegionRecords slow = records(connect(Duration.ofMillis(200)), 1);
    HeldLock lapsed = slow.lock(KEY);
    long lapse = now() + 200_000;
    await().until(() -> now() > lapse);
    HeldLock lock = one.lock(KEY);
    slow.unlock(KEY, lapsed);
    assertThat(one.updated(KEY, "a", null, now(), lock)).isFalse();

    HeldLock again = slow.lock(KEY);
    long second = now() + 200_000;
    await().until(() -> now() > second);
    HeldLock alone = one.lock(KEY);
    assertThat(again).isNotEqualTo(alone);
    assertThat(one.updated(KEY, "b", null, now(), alone)).isTrue();
  }

  @Test
  void load_isRefused_ifTheServerLostItsMemorySinceTheTransactionBegan() {
    long start = now();
    redis.command("FLUSHALL");
    assertThat(one.fill(KEY, "old", null, start, null)).isFalse();
    assertThat(one.fill(KEY, "old", null, start, null)).isFalse();
    assertThat(one.fill(KEY, "new", null, now(), null)).isTrue();
  }

  @Test
  void stateOfAnotherLayout_isAMiss_andReplacedByALaterTransaction() {
    RegionRecords newer = records(connect(Duration.ofSeconds(60)), 2);
    long start = now();
    assertThat(one.fill(KEY, "a", null, now(), null)).isTrue();
    assertThat(newer.get(KEY, now())).isNull();
    assertThat(newer.fill(KEY, "b", null, start, null)).isFalse();
    assertThat(newer.fill(KEY, "b", null, now(), null)).isTrue();
    assertThat(newer.get(KEY, now())).isEqualTo("b");
    assertThat(one.get(KEY, now())).isNull();
  }

  @Test
  void versions_decideBetweenLoadedStates() {
    Comparator<Object> versions = (a, b) -> Long.compare((Long) a, (Long) b);
    assertThat(one.fill(KEY, "2", 2L, now(), versions)).isTrue();
    assertThat(one.fill(KEY, "1", 1L, now(), versions)).isFalse();
    assertThat(two.fill(KEY, "3", 3L, now(), versions)).isTrue();
    assertThat(one.get(KEY, now())).isEqualTo("3");
  }

  @Test
  void insertedState_isPut_unlessTheKeyWasTouchedSince() {
    long start = now();
    assertThat(one.inserted(KEY, "a", null, start)).isTrue();
    assertThat(two.get(KEY, now())).isEqualTo("a");
    HeldLock lock = two.lock("touched");
    two.unlock("touched", lock);
    assertThat(one.inserted("touched", "a", null, start)).isFalse();
  }

  @Test
  void closedRegion_servesAndAcceptsNothing() {
    assertThat(one.fill(KEY, "a", null, now(), null)).isTrue();
    HeldLock first = one.close();
    HeldLock second = two.close();
    HeldLock lock = one.lock(KEY);
    assertThat(one.updated(KEY, "b", null, now(), lock)).isFalse();
    one.reopen(first);
    assertThat(one.get(KEY, now())).isNull();
    assertThat(one.fill("b", "b", null, now(), null)).isFalse();
    two.reopen(second);
    assertThat(one.get(KEY, now())).isNull();
    assertThat(one.fill("b", "b", null, now(), null)).isTrue();
  }
}
