package dev.corral.benchmarks;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What is stored. */
enum Value {
  BYTES_200("200 bytes", byte[].class) {
    @Override
    Object make() {
      return random(200);
    }

    @Override
    boolean isWhole(Object value) {
      return value instanceof byte[] bytes && bytes.length == 200;
    }
  },
  RECORD("record", Order.class) {
    @Override
    Object make() {
      return Order.sample();
    }

    @Override
    boolean isWhole(Object value) {
      return value instanceof Order order && order.lines.size() == Order.LINES;
    }
  },
  BYTES_10_000("10 kB", byte[].class) {
    @Override
    Object make() {
      return random(10_000);
    }

    @Override
    boolean isWhole(Object value) {
      return value instanceof byte[] bytes && bytes.length == 10_000;
    }
  };

  private static final long SEED = 107;

  private final String title;
  private final Class<?> type;

  Value(String title, Class<?> type) {
    this.title = title;
    this.type = type;
  }

  /** A record with texts and a list. */
  record Order(String id, String customer, String street, String city, List<String> lines) {
    private static final int LINES = 5;

    static Order sample() {
      return new Order(
          "order-4711",
          "Customer of the benchmark",
          "12 Some Street",
          "Some City",
          IntStream.range(0, LINES).mapToObj(i -> i + " x article number " + i).toList());
    }

    Order {
      Objects.requireNonNull(lines);
    }
  }

  String title() {
    return title;
  }

  Class<?> type() {
    return type;
  }

  /** Whether plain clients can store it, which know bytes only. */
  boolean isBytes() {
    return type == byte[].class;
  }

  abstract Object make();

  abstract boolean isWhole(Object value);

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(SEED).nextBytes(bytes);
    return bytes;
  }
}
