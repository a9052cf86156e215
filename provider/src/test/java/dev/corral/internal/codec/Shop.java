package dev.corral.internal.codec;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values as applications have them. */
@SuppressWarnings({"ArrayRecordComponent", "UnusedVariable"})
final class Shop {

  private Shop() {}

  record Address(String street, int number) implements Serializable {}

  record Pair<A, B>(A first, B second) {}

  enum Status {
    OPEN,
    PAID {
      @Override
      boolean isDone() {
        return true;
      }
    };

    boolean isDone() {
      return false;
    }
  }

  sealed interface Payment permits Card, Invoice {}

  record Card(String number) implements Payment {}

  record Invoice(Address to, BigDecimal amount) implements Payment {}

  record Order(
      long id,
      Address address,
      Status status,
      Payment payment,
      List<Line> lines,
      Map<String, Set<Integer>> tags,
      Optional<Instant> shipped,
      int[] weights,
      @Nullable String note) {}

  /** Has no constructor without parameters, and final fields. */
  static class Line implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String product;
    private final double price;
    private final boolean gift;
    private final char grade = 'A';
    private final transient int hash;

    Line(String product, double price, boolean gift) {
      this.product = product;
      this.price = price;
      this.gift = gift;
      this.hash = 1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Line l
          && getClass() == l.getClass()
          && l.product.equals(product)
          && l.price == price
          && l.gift == gift
          && l.grade == grade;
    }

    @Override
    public int hashCode() {
      return Objects.hash(product, price) + hash - hash;
    }
  }

  static class Node {
    @Nullable Node next;
    @Nullable Object anything;
    String name = "";
    final List<Node> children = new ArrayList<>();
  }

  static final class Singleton implements Serializable {
    private static final long serialVersionUID = 1L;
    static final Singleton INSTANCE = new Singleton();

    private Singleton() {}

    private Object readResolve() {
      return INSTANCE;
    }
  }

  record Singletons(Singleton a, Singleton b, List<Singleton> more) {}

  /** Written as another class. */
  static final class Money implements Serializable {
    private static final long serialVersionUID = 1L;
    private final long cents;

    Money(long cents) {
      this.cents = cents;
    }

    long cents() {
      return cents;
    }

    private Object writeReplace() {
      return new Proxy(Long.toString(cents));
    }

    private static final class Proxy implements Serializable {
      private static final long serialVersionUID = 1L;
      private final String text;

      Proxy(String text) {
        this.text = text;
      }

      private Object readResolve() {
        return new Money(Long.parseLong(text));
      }
    }
  }

  /** Restores a transient field. */
  static final class Custom implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String text;
    private transient int length;

    Custom(String text) {
      this.text = text;
      this.length = text.length();
    }

    int length() {
      return length;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      length = text.length();
    }
  }

  /** A collection with a field of its own. */
  static final class Tags extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
    String label = "";
  }

  static final class ShopException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int code;

    ShopException(String message, int code, Throwable cause) {
      super(message, cause);
      this.code = code;
    }
  }
}
