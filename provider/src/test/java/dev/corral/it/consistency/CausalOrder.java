package dev.corral.it.consistency;

import dev.corral.it.consistency.Operation.Kind;
import dev.corral.it.consistency.Operation.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which operation of a history happened before which: the transitive closure, as bits. */
final class CausalOrder {

  private static final int NONE = -1;

  private final List<Operation> operations;
  private final List<BitSet> next;
  private final List<BitSet> after;
  private final int[] source;
  private final @Nullable String impossible;

  private record Value(String key, String value) {}

  /**
   * Orders a history.
   *
   * @throws IllegalArgumentException if two changes of a key write the same value, or a token was
   *     taken that was not given: then the history says nothing
   */
  CausalOrder(List<Operation> history) {
    operations = history.stream().filter(CausalOrder::matters).toList();
    next = IntStream.range(0, size()).mapToObj(i -> new BitSet()).toList();
    after = IntStream.range(0, size()).mapToObj(i -> new BitSet()).toList();
    source = new int[size()];
    Arrays.fill(source, NONE);
    connectSessions();
    connectTokens();
    String unexplained = connectReads();
    impossible = unexplained == null ? close() : unexplained;
  }

  private static boolean matters(Operation operation) {
    return operation.outcome() == Outcome.OK
        || (operation.outcome() == Outcome.UNKNOWN && operation.isChange());
  }

  private void connectSessions() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < size(); i++) {
      Operation operation = operations.get(i);
      Integer before = last.get(operation.session());
      if (before != null) {
        next.get(before).set(i);
      }
      // What takes effect at an unknown time is before nothing else of its session.
      if (operation.outcome() == Outcome.OK) {
        last.put(operation.session(), i);
      }
    }
  }

  private void connectTokens() {
    Map<String, Integer> given = new HashMap<>();
    for (int i = 0; i < size(); i++) {
      if (operations.get(i).kind() == Kind.GIVE) {
        given.put(operations.get(i).key(), i);
      }
    }
    for (int i = 0; i < size(); i++) {
      Operation operation = operations.get(i);
      if (operation.kind() == Kind.TAKE) {
        Integer giver = given.get(operation.key());
        if (giver == null) {
          throw new IllegalArgumentException("A token was taken that nobody gave: " + operation);
        }
        next.get(giver).set(i);
      }
    }
  }

  private @Nullable String connectReads() {
    Map<Value, Integer> writers = new HashMap<>();
    for (int i = 0; i < size(); i++) {
      Operation operation = operations.get(i);
      String written = operation.value();
      if (operation.isChange() && written != null) {
        Integer other = writers.put(new Value(operation.key(), written), i);
        if (other != null) {
          throw new IllegalArgumentException("A value was written twice: " + describe(i));
        }
      }
    }
    for (int i = 0; i < size(); i++) {
      Operation operation = operations.get(i);
      String seen = operation.observed();
      if (operation.isObservation() && seen != null) {
        Integer writer = writers.get(new Value(operation.key(), seen));
        if (writer == null) {
          return "Nobody wrote what was seen: " + describe(i);
        }
        source[i] = writer;
        next.get(writer).set(i);
      }
    }
    return null;
  }

  /** Computes the closure; returns what is wrong if something comes before itself. */
  private @Nullable String close() {
    List<Integer> sorted = sorted();
    if (sorted.size() < size()) {
      int reader =
          IntStream.range(0, size())
              .filter(i -> !sorted.contains(i) && source[i] != NONE)
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("Tokens went in a circle"));
      return "Something was seen before it was written: " + describe(reader);
    }
    for (int at = sorted.size() - 1; at >= 0; at--) {
      int i = sorted.get(at);
      BitSet following = after.get(i);
      next.get(i).stream()
          .forEach(
              follower -> {
                following.set(follower);
                following.or(after.get(follower));
              });
    }
    return null;
  }

  private List<Integer> sorted() {
    int[] open = new int[size()];
    next.forEach(followers -> followers.stream().forEach(i -> open[i]++));
    Deque<Integer> ready = new ArrayDeque<>();
    IntStream.range(0, size()).filter(i -> open[i] == 0).forEach(ready::add);
    List<Integer> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      int i = ready.remove();
      sorted.add(i);
      next.get(i).stream()
          .forEach(
              follower -> {
                if (--open[follower] == 0) {
                  ready.add(follower);
                }
              });
    }
    return sorted;
  }

  /** What makes any order impossible, if something does; then nothing else may be asked. */
  Optional<String> impossible() {
    return Optional.ofNullable(impossible);
  }

  int size() {
    return operations.size();
  }

  Operation operation(int i) {
    return operations.get(i);
  }

  boolean isBefore(int one, int other) {
    return after.get(one).get(other);
  }

  /** All that happened after an operation. */
  BitSet after(int i) {
    return after.get(i);
  }

  /** The change whose value an operation saw, or -1: it saw none, or an absence. */
  int sourceOf(int i) {
    return source[i];
  }

  /** Whether it changed the entry before its session went on. */
  boolean isCertainChange(int i) {
    return operations.get(i).isChange() && operations.get(i).outcome() == Outcome.OK;
  }

  String describe(int i) {
    return operations.get(i).describe(operations.get(0).invoked());
  }
}
