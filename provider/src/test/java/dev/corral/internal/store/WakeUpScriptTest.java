package dev.corral.internal.store;

import static dev.corral.internal.store.StoreFixture.delete;
import static dev.corral.internal.store.StoreFixture.done;
import static dev.corral.internal.store.StoreFixture.keep;
import static dev.corral.internal.store.StoreFixture.put;
import static dev.corral.internal.store.StoreFixture.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.internal.redis.ChannelListener;
import dev.corral.internal.store.Change.Condition;
import dev.corral.internal.store.EntryStore.LeaseRequest;
import dev.corral.internal.store.EntryStore.LeaseRequest.When;
import dev.corral.internal.store.MutationResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.HostAndPort;

/** Who is refused a lease may ask to be woken when it ends. */
class WakeUpScriptTest extends ScriptTest {
  private static final Duration LIFE = Duration.ofSeconds(30);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    for (int shard = 0; shard < StoreFixture.SHARDS; shard++) {
      byte[] channel = books.keyspace.wakeChannel(shard);
      // Ends with the link.
      books.link.listen(books.keyspace.slot(shard), channel, new Ear());
      assertThat(done(books.link.heard(channel))).isTrue();
    }
  }

  private final class Ear implements ChannelListener {
    @Override
    public void subscribed(HostAndPort server) {}

    @Override
    public void heard(byte[] message) {
      heard.add(new String(message, UTF_8));
    }

    @Override
    public void broken() {}
  }

  /** All that was published so far. */
  private List<String> wakeUps() {
    assertThat(done(books.link.drained(books.link.primaries().get(0)))).isTrue();
    List<String> all = new ArrayList<>(heard);
    heard.clear();
    return all;
  }

  private String leaseOfKey() {
    return new String(books.leaseName(KEY), UTF_8);
  }

  private int leaseLength() {
    return books.redis.get(books.leaseName(KEY)).length;
  }

  private void awaitLease() {
    LeaseRequest request = LeaseRequest.load(LIFE, When.MISSING, true);
    assertThat(books.lease(request, KEY, null).isHeldByAnother()).isTrue();
    assertThat(leaseLength()).isEqualTo(34);
  }

  private Lease awaited(Lease.Rule rule) {
    Lease lease = books.granted(rule, KEY);
    awaitLease();
    return lease;
  }

  @Test
  void mark_isSetOnlyIfAsked_andChangesNothingElseOfTheLease() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    books.lease(Lease.Rule.LOAD, When.MISSING, KEY);
    assertThat(leaseLength()).isEqualTo(33);
    byte[] before = books.redis.get(books.leaseName(KEY));
    awaitLease();
    awaitLease();
    assertThat(books.redis.get(books.leaseName(KEY))).startsWith(before);
    assertThat(books.redis.pttl(books.leaseName(KEY))).isBetween(1L, LIFE.toMillis());
    assertThat(wakeUps()).isEmpty();
    assertThat(books.putUnder(Lease.Rule.LOAD, lease, KEY, "a").status()).isEqualTo(Status.CREATED);
  }

  @Test
  void whoIsGrantedALease_marksNothing() {
    LeaseRequest request = LeaseRequest.load(LIFE, When.MISSING, true);
    assertThat(books.lease(request, KEY, null).lease()).isNotNull();
    assertThat(leaseLength()).isEqualTo(33);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE", "ADVISORY"})
  void commit_wakes(Lease.Rule rule) {
    Lease lease = awaited(rule);
    assertThat(books.putUnder(rule, lease, KEY, "a").status()).isEqualTo(Status.CREATED);
    assertThat(wakeUps()).containsExactly(leaseOfKey());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE"})
  void release_wakes(Lease.Rule rule) {
    Lease lease = awaited(rule);
    books.mutate(Change.release(), KEY, lease);
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(wakeUps()).containsExactly(leaseOfKey());
  }

  @Test
  void writeThatVoidsALoad_wakes() {
    awaited(Lease.Rule.LOAD);
    books.put(KEY, "a");
    assertThat(wakeUps()).containsExactly(leaseOfKey());
    books.mutate(delete(Condition.ANY), KEY);
    awaited(Lease.Rule.LOAD);
    books.mutate(delete(Condition.ANY), KEY);
    assertThat(wakeUps()).as("a removal of nothing").containsExactly(leaseOfKey());
  }

  @Test
  void forcedChange_wakes() {
    awaited(Lease.Rule.EXCLUSIVE);
    books.mutate(delete(Condition.ANY).under(Lease.Rule.FORCED), KEY);
    assertThat(wakeUps()).containsExactly(leaseOfKey());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE"})
  void preemption_wakes(Lease.Rule rule) {
    awaited(Lease.Rule.LOAD);
    books.granted(rule, KEY);
    assertThat(wakeUps()).containsExactly(leaseOfKey());
    assertThat(leaseLength()).as("nobody waits for the new one").isEqualTo(33);
  }

  @Test
  void clear_wakesAllWhoWait() {
    awaited(Lease.Rule.LOAD);
    done(books.store.clear(0));
    assertThat(wakeUps()).containsOnly("").hasSize(StoreFixture.SHARDS);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOAD", "EXCLUSIVE"})
  void commitOfAnEndedEpoch_wakesWhoCameAfterTheClear(Lease.Rule rule) {
    Lease lease = books.granted(rule, KEY);
    if (rule == Lease.Rule.LOAD) {
      awaitLease();
    }
    done(books.store.clear(0));
    if (rule == Lease.Rule.EXCLUSIVE) {
      awaitLease();
    }
    wakeUps();
    books.putUnder(rule, lease, KEY, "late");
    assertThat(books.isLeased(KEY)).isFalse();
    assertThat(wakeUps()).containsExactly(leaseOfKey());
  }

  @Test
  void changeThatLeavesTheLease_wakesNobody() {
    awaited(Lease.Rule.LOAD);
    books.mutate(keep(), KEY);
    books.mutate(put(Condition.PRESENT), KEY, "x");
    books.mutate(Change.release(), KEY, new Lease(new byte[16]));
    books.putUnder(Lease.Rule.LOAD, new Lease(new byte[16]), KEY, "x");
    books.put(books.neighbour(KEY), "another key");
    assertThat(leaseLength()).isEqualTo(34);
    assertThat(wakeUps()).isEmpty();
  }

  @Test
  void leaseThatNobodyAwaits_endsInSilence() {
    Lease lease = books.granted(Lease.Rule.LOAD, KEY);
    books.putUnder(Lease.Rule.LOAD, lease, KEY, "a");
    books.granted(Lease.Rule.LOAD, KEY);
    books.granted(Lease.Rule.LOAD, KEY);
    books.put(KEY, "b");
    assertThat(wakeUps()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HELD", "ALWAYS", "FREE"})
  void leaseGrantedAgainToItsHolder_isStillAwaited(When when) {
    Lease lease = awaited(Lease.Rule.LOAD);
    assertThat(books.lease(request(Lease.Rule.LOAD, LIFE, when), KEY, lease).lease()).isNotNull();
    assertThat(wakeUps()).isEmpty();
    assertThat(leaseLength()).isEqualTo(34);
    books.putUnder(Lease.Rule.LOAD, lease, KEY, "a");
    assertThat(wakeUps()).containsExactly(leaseOfKey());
  }

  @Test
  void oneWakeUpForAll_whoWaitForOneLease() {
    Lease lease = awaited(Lease.Rule.LOAD);
    awaitLease();
    books.putUnder(Lease.Rule.LOAD, lease, KEY, "a");
    assertThat(wakeUps()).containsExactly(leaseOfKey());
  }
}
