package dev.corral.it.consistency;

import dev.corral.LockTimeoutException;
import dev.corral.RedisFullException;
import dev.corral.RedisUnavailableException;
import dev.corral.it.consistency.Operation.Kind;
import dev.corral.it.consistency.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Does and records the operations of one session. Confined to one thread at a time: recording takes
 * two looks at the clock and no lock.
 */
final class Recorder {

  private final String session;
  private final List<Operation> recorded = new ArrayList<>();

  Recorder(String session) {
    this.session = session;
  }

  /** The value read; null if it is absent or could not be read. */
  @Nullable String read(String key, Supplier<@Nullable String> get) {
    long invoked = System.nanoTime();
    try {
      String value = get.get();
      add(Kind.READ, key, null, value, Outcome.OK, invoked);
      return value;
    } catch (CacheException e) {
      return null;
    }
  }

  void write(String key, String value, Runnable put) {
    change(Kind.WRITE, key, null, value, () -> ran(put));
  }

  void remove(String key, Runnable remove) {
    change(Kind.REMOVE, key, null, null, () -> ran(remove));
  }

  /** Records a comparison, null for absence on either side. */
  void cas(String key, @Nullable String expected, @Nullable String value, BooleanSupplier change) {
    change(Kind.CAS, key, expected, value, change);
  }

  /** Records that the session's token was handed over under a unique name. */
  void give(String token, Runnable handOver) {
    change(Kind.GIVE, token, null, null, () -> ran(handOver));
  }

  /** Records that the session goes on with a token from another session. */
  void take(String token, Runnable adopt) {
    change(Kind.TAKE, token, null, null, () -> ran(adopt));
  }

  private static boolean ran(Runnable work) {
    work.run();
    return true;
  }

  private void change(
      Kind kind,
      String key,
      @Nullable String expected,
      @Nullable String value,
      BooleanSupplier change) {
    long invoked = System.nanoTime();
    Outcome outcome;
    try {
      outcome = change.getAsBoolean() ? Outcome.OK : Outcome.REFUSED;
    } catch (CacheException e) {
      outcome = outcomeOf(e);
    }
    add(kind, key, expected, value, outcome, invoked);
  }

  /** What a failed change means for the entry. */
  static Outcome outcomeOf(CacheException failure) {
    boolean withoutEffect =
        failure instanceof RedisUnavailableException
            || failure instanceof RedisFullException
            || failure instanceof LockTimeoutException;
    return withoutEffect ? Outcome.FAIL : Outcome.UNKNOWN;
  }

  private void add(
      Kind kind,
      String key,
      @Nullable String expected,
      @Nullable String value,
      Outcome outcome,
      long invoked) {
    recorded.add(
        new Operation(session, kind, key, expected, value, outcome, invoked, System.nanoTime()));
  }

  List<Operation> recorded() {
    return recorded;
  }
}
