package dev.corral.internal.near;

import dev.corral.internal.near.Model.Server;
import dev.corral.internal.near.Model.Value;
import dev.corral.internal.near.SmallCase.Act;
import dev.corral.internal.near.SmallCase.Trait;
import dev.corral.internal.store.ShardStamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard with two keys in Redis, the second of which has a tag, the network, and one node's near
 * cache that follows the shard: a state that can be copied, compared by {@link #canonical()}, and
 * taken one step further in each possible way. Other nodes are writers that change Redis in one
 * step.
 */
final class World implements Entries<Integer> {
  private static final int KEYS = 2;
  private static final int TAGGED = 1;
  private static final String TAG = "tag";

  /** In place of a stamp: the server tells that a key was changed, and no more. */
  private static final ShardStamp NOTICE = new ShardStamp(-1, -1, -1);

  /** A command of the node, sent, then executed, then answered. */
  private record Command(
      Kind kind,
      int key,
      @Nullable Reservation<Integer> reservation,
      @Nullable Check check,
      long nonce,
      @Nullable Reply reply) {
    Command answered(Server by, @Nullable Value value, long sent) {
      return new Command(
          kind, key, reservation, check, nonce, new Reply(by.address(), by.stamp(), value, sent));
    }

    Command become(Kind other) {
      return new Command(other, key, reservation, check, nonce, reply);
    }
  }

  private enum Kind {
    FILL('f'),
    WRITE('w'),
    ABANDONED_WRITE('a'),
    CHECK('c'),
    GRACE('g');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /**
   * What Redis answered.
   *
   * @param sent how many changes there had been
   */
  private record Reply(
      String address, @Nullable ShardStamp stamp, @Nullable Value value, long sent) {}

  private final SmallCase rules;
  private final Map<Act, Integer> budget;
  private final NearShard<Integer> shard;
  private final @Nullable Value[] near = new Value[KEYS];
  private final long[] ownSequence = new long[KEYS];
  private final Deque<Server> replication = new ArrayDeque<>();
  private final List<Message<Integer>> messages = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private Server primary;
  private Server replica;
  private @Nullable Server deposed;
  private @Nullable String subscription;
  private long clock;
  private long changes;
  private @Nullable String wrong;

  World(SmallCase rules) {
    this.rules = rules;
    budget = rules.budget();
    shard = rules.shard(this);
    primary = new Server("A", new ShardStamp(1, 1, 2), new Value(1, 1, 1), new Value(1, 2, 1));
    replica = primary;
    changes = 2;
    clock = 100;
    subscription = "A";
    shard.subscribed();
    wrong = null;
  }

  private World(World other) {
    rules = other.rules;
    budget = new EnumMap<>(other.budget);
    shard = rules.shard(this);
    shard.become(other.shard);
    System.arraycopy(other.near, 0, near, 0, KEYS);
    System.arraycopy(other.ownSequence, 0, ownSequence, 0, KEYS);
    replication.addAll(other.replication);
    messages.addAll(other.messages);
    commands.addAll(other.commands);
    primary = other.primary;
    replica = other.replica;
    deposed = other.deposed;
    subscription = other.subscription;
    clock = other.clock;
    changes = other.changes;
  }

  @Override
  public void dropAll(DropReason reason) {
    boolean isExpected = reason == DropReason.CLEARED && rules.canEver(Act.CLEAR);
    if (rules.has(Trait.NO_FAULT) && !isExpected) {
      wrong = "dropped without a fault: " + reason;
    }
    near[0] = null;
    near[1] = null;
  }

  @Override
  public void invalidate(Integer key, long unlessNonce) {
    Value value = near[key];
    if (value != null && value.nonce() != unlessNonce) {
      near[key] = null;
    }
  }

  @Override
  public void invalidateTag(String tag) {
    near[TAGGED] = null;
  }

  /** Whether the node itself made the change. */
  static boolean isOwn(Message<Integer> message) {
    return message.stamp().nonce() % 2 == 1;
  }

  /** What must never be, said in words; null if all is well. */
  @Nullable String violation() {
    if (wrong != null) {
      return wrong;
    }
    for (int key = 0; key < KEYS; key++) {
      Value value = near[key];
      if (rules.has(Trait.READS_OWN_WRITES)
          && value != null
          && value.sequence() < ownSequence[key]) {
        return "the node does not see its own write of key " + key + " but " + value;
      }
    }
    if (!messages.isEmpty() || !commands.isEmpty()) {
      return null;
    }
    World end = new World(this);
    if (!rules.has(Trait.RIGHT_WITHOUT_CHECK)) {
      Check check = end.shard.check();
      ShardStamp sample = primary.stamp();
      if (end.shard.sampled(check, primary.address(), sample) == Verdict.PENDING) {
        end.shard.settled(check, Objects.requireNonNull(sample));
      }
    }
    for (int key = 0; key < KEYS; key++) {
      Value value = end.near[key];
      if (value != null && !value.equals(primary.live(key))) {
        return "at rest, key " + key + " is " + value + " near, but in Redis " + primary.live(key);
      }
    }
    return null;
  }

  /** Tells each state that may come next, and by what. */
  void steps(BiConsumer<String, World> next) {
    for (int key = 0; key < KEYS; key++) {
      int k = key;
      when(next, Act.WRITE_BY_OTHERS, "another node puts key " + k, w -> w.put(k, w.nonce(false)));
      when(next, Act.FOREIGN_CHANGE, "another program removes key " + k, w -> w.removeByOthers(k));
      if (near[k] == null) {
        when(
            next,
            Act.FILL,
            "a fill reserves key " + k,
            w -> w.send(new Command(Kind.FILL, k, w.shard.reserve(k), null, 0, null)));
      }
      when(next, Act.OWN_WRITE, "an own put reserves key " + k, w -> w.startWrite(k));
    }
    when(next, Act.CLEAR, "another node clears", World::clear);
    when(next, Act.UNTAG, "another node invalidates the tag", World::untag);
    when(
        next,
        Act.CHECK,
        "a check starts",
        w -> w.send(new Command(Kind.CHECK, 0, null, w.shard.check(), 0, null)));
    for (int i = 0; i < commands.size(); i++) {
      proceed(next, i);
    }
    if (!messages.isEmpty()) {
      Message<Integer> message = messages.get(0);
      step(next, "heard: " + message, World::hear);
      if (!message.stamp().equals(NOTICE)) {
        when(next, Act.LOSE_MESSAGE, "LOST: " + message, w -> w.messages.remove(0));
      }
    }
    if (!replication.isEmpty()) {
      step(next, "the replica takes over one change", w -> w.replica = w.replication.remove());
    }
    when(next, Act.FAIL_OVER, "FAILOVER to " + replica.stamp(), World::failOver);
    if (primary.stamp() != null) {
      when(next, Act.EVICT_METADATA, "METADATA EVICTED", w -> w.primary = w.primary.with(null));
    } else {
      when(next, Act.LEASE, "a lease makes metadata anew", World::lease);
    }
    if (subscription == null) {
      step(next, "SUBSCRIBED", World::subscribe);
    } else if (!subscription.equals(primary.address())
        && rules.has(Trait.SUBSCRIPTION_STAYS_BEHIND)) {
      step(next, "SUBSCRIPTION BROKEN, for the primary is elsewhere", World::cut);
    } else {
      when(next, Act.RECONNECT, "SUBSCRIPTION BROKEN", World::cut);
    }
  }

  private interface Change {
    void on(World world);
  }

  private void step(BiConsumer<String, World> next, String label, Change change) {
    World after = new World(this);
    change.on(after);
    next.accept(label, after);
  }

  private void when(BiConsumer<String, World> next, Act act, String label, Change change) {
    if (left(act) > 0) {
      step(
          next,
          label,
          w -> {
            w.budget.merge(act, -1, Integer::sum);
            change.on(w);
          });
    }
  }

  private void proceed(BiConsumer<String, World> next, int index) {
    Command command = commands.get(index);
    String what = command.kind() + " of key " + command.key();
    if (command.reply() != null) {
      if (command.kind() == Kind.GRACE) {
        if (messages.stream().allMatch(m -> m.stamp().nonce() > command.reply().sent())) {
          step(next, "the grace of a check is over", w -> w.settle(index));
        }
      } else {
        step(next, "answered " + what + ": " + command.reply(), w -> w.answer(index));
      }
      if (command.kind() == Kind.WRITE) {
        when(next, Act.ABANDON, "the reply is lost: " + what, w -> w.abandon(index));
      }
      return;
    }
    switch (command.kind()) {
      case FILL -> {
        step(next, "executed " + what, w -> w.read(index, w.primary));
        if (deposed != null) {
          step(next, "executed by the old primary: " + what, w -> w.read(index, w.deposed));
        }
        if (rules.has(Trait.REPLICA_READS)) {
          step(next, "executed by a replica: " + what, w -> w.read(index, w.replica));
        }
      }
      case WRITE, ABANDONED_WRITE -> {
        step(next, "executed " + what, w -> w.write(index));
        if (command.kind() == Kind.WRITE) {
          when(next, Act.ABANDON, "given up before it is executed: " + what, w -> w.abandon(index));
        }
      }
      default -> step(next, "executed " + what, w -> w.read(index, w.primary));
    }
  }

  private void hear() {
    Message<Integer> message = messages.remove(0);
    if (message.stamp().equals(NOTICE)) {
      shard.changed(Objects.requireNonNull(message.key()));
    } else {
      shard.heard(message);
    }
  }

  private void startWrite(int key) {
    long nonce = nonce(true);
    send(new Command(Kind.WRITE, key, shard.reserveWrite(key, nonce), null, nonce, null));
  }

  private void send(Command command) {
    commands.add(command);
  }

  private void read(int index, @Nullable Server by) {
    Server server = Objects.requireNonNull(by);
    Command command = commands.get(index);
    commands.set(index, command.answered(server, server.live(command.key()), changes));
  }

  private void write(int index) {
    Command command = commands.get(index);
    put(command.key(), command.nonce());
    if (command.kind() == Kind.ABANDONED_WRITE) {
      commands.remove(index);
    } else {
      commands.set(index, command.answered(primary, primary.live(command.key()), changes));
    }
  }

  private void abandon(int index) {
    Command command = commands.get(index);
    shard.release(Objects.requireNonNull(command.reservation()));
    if (command.reply() != null) {
      commands.remove(index);
    } else {
      commands.set(index, command.become(Kind.ABANDONED_WRITE));
    }
  }

  private void answer(int index) {
    Command command = commands.remove(index);
    Reply reply = Objects.requireNonNull(command.reply());
    if (command.kind() == Kind.CHECK) {
      Check check = Objects.requireNonNull(command.check());
      if (shard.sampled(check, reply.address(), reply.stamp()) == Verdict.PENDING) {
        commands.add(command.become(Kind.GRACE));
      }
      return;
    }
    Reservation<Integer> reservation = Objects.requireNonNull(command.reservation());
    if (shard.admit(reservation, reply.address(), reply.stamp()) && reply.value() != null) {
      near[command.key()] = reply.value();
    }
    if (command.kind() == Kind.WRITE && rules.has(Trait.READS_OWN_WRITES)) {
      ownSequence[command.key()] =
          Math.max(ownSequence[command.key()], Objects.requireNonNull(reply.stamp()).sequence());
    }
  }

  private void settle(int index) {
    Command command = commands.remove(index);
    shard.settled(
        Objects.requireNonNull(command.check()),
        Objects.requireNonNull(Objects.requireNonNull(command.reply()).stamp()));
  }

  /** Rises with each; odd for the node's own. */
  private long nonce(boolean isOwn) {
    changes += 1 + (changes + (isOwn ? 0 : 1)) % 2;
    return changes;
  }

  private void put(int key, long nonce) {
    ShardStamp last = primary.stamp();
    primary = primary.put(next(last == null ? nonce : last.epoch(), nonce), key);
    publish(last, key, null);
  }

  private void clear() {
    ShardStamp last = primary.stamp();
    long nonce = nonce(false);
    primary = primary.with(next(nonce, nonce));
    publish(last, null, null);
  }

  private void untag() {
    ShardStamp last = primary.stamp();
    long nonce = nonce(false);
    primary = primary.untagged(next(last == null ? nonce : last.epoch(), nonce));
    publish(last, null, TAG);
  }

  private void lease() {
    primary = primary.with(new ShardStamp(nonce(false), 0, 0));
  }

  private ShardStamp next(long epoch, long nonce) {
    ShardStamp last = primary.stamp();
    long least = last == null ? 1 : last.sequence() + 1;
    clock++;
    return new ShardStamp(
        epoch, rules.has(Trait.CLOCK_BEHIND) ? least : Math.max(least, clock), nonce);
  }

  private void publish(@Nullable ShardStamp last, @Nullable Integer key, @Nullable String tag) {
    replicate();
    if (isHeard()) {
      ShardStamp stamp = Objects.requireNonNull(primary.stamp());
      messages.add(
          new Message<>(
              last == null ? 0 : last.sequence(),
              last == null ? 0 : last.nonce(),
              stamp,
              key,
              tag));
      if (key != null && rules.has(Trait.TRACKED)) {
        messages.add(notice(key));
      }
    }
  }

  private void removeByOthers(int key) {
    primary = primary.without(key);
    replicate();
    if (isHeard() && rules.has(Trait.TRACKED)) {
      messages.add(notice(key));
    }
  }

  private static Message<Integer> notice(int key) {
    return new Message<>(0, 0, NOTICE, key, null);
  }

  private void replicate() {
    if (hasReplica()) {
      replication.add(primary);
    }
  }

  private boolean isHeard() {
    return subscription != null
        && (subscription.equals(primary.address()) || !rules.has(Trait.SUBSCRIPTION_STAYS_BEHIND));
  }

  private int left(Act act) {
    return budget.getOrDefault(act, 0);
  }

  private boolean hasReplica() {
    return left(Act.FAIL_OVER) > 0 || rules.has(Trait.REPLICA_READS);
  }

  private void failOver() {
    if (rules.has(Trait.DEPOSED_ANSWERS)) {
      deposed = primary;
    }
    primary = rules.has(Trait.SAME_ADDRESS) ? replica : replica.at(primary.address() + "'");
    replica = primary;
    replication.clear();
  }

  private void cut() {
    subscription = null;
    messages.clear();
    shard.broken();
  }

  private void subscribe() {
    subscription = primary.address();
    shard.subscribed();
  }

  /** Equal for worlds that have the same future. */
  String canonical() {
    Canonical out = new Canonical(96);
    for (int left : budget.values()) {
      out.number(left);
    }
    out.server(primary);
    if (hasReplica()) {
      out.server(replica);
      replication.forEach(server -> out.server(server));
    }
    if (deposed != null) {
      out.server(deposed);
    }
    out.text(wrong);
    out.text(subscription);
    out.number(clock);
    out.number(changes);
    out.number(messages.size());
    for (Message<Integer> message : messages) {
      out.number(message.previousSequence());
      out.number(message.previousNonce());
      out.stamp(message.stamp());
      out.number(message.key() == null ? -1 : message.key());
      out.number(message.tag() == null ? 0 : 1);
    }
    for (int key = 0; key < KEYS; key++) {
      out.value(near[key]);
      out.number(ownSequence[key]);
    }
    out.number(shard.isListening() ? 1 : 0);
    out.stamp(shard.applied());
    out.number(shard.base());
    out.number(shard.isAppliedFromReply() ? 1 : 0);
    out.text((String) shard.server());
    commands.stream().map(this::canonical).sorted().forEach(out::part);
    return out.toString();
  }

  private String canonical(Command command) {
    Canonical out = new Canonical(16);
    out.letter(command.kind().letter);
    out.number(command.key());
    out.number(command.nonce());
    Reservation<Integer> reservation = command.reservation();
    if (reservation != null) {
      out.number(shard.holds(reservation) ? 1 : 0);
      out.number(reservation.generation() == shard.generation() ? 1 : 0);
      out.stamp(reservation.applied());
    }
    Check check = command.check();
    if (check != null) {
      out.number(check.generation() == shard.generation() ? 1 : 0);
      out.stamp(check.applied());
    }
    Reply reply = command.reply();
    out.number(reply == null ? 0 : 1);
    if (reply != null) {
      out.text(reply.address());
      out.stamp(reply.stamp());
      out.value(reply.value());
      out.number(reply.sent());
    }
    return out.toString();
  }
}
