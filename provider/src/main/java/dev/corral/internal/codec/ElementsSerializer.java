package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a collection as its length and its elements, each with its class, so that a length can be
 * checked against the bytes that are left.
 */
abstract class ElementsSerializer extends Serializer<Collection<?>> {

  @Override
  public void write(Kryo kryo, Output output, Collection<?> collection) {
    Object[] elements = collection.toArray();
    output.writeVarInt(elements.length, true);
    for (Object element : elements) {
      kryo.writeClassAndObject(output, element);
    }
  }

  /** A collection that is made empty and filled, and so may contain itself. */
  static Serializer<?> filled(IntFunction<? extends Collection<Object>> factory) {
    return new ElementsSerializer() {
      @Override
      public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
        int length = ((BoundedInput) input).readLength();
        Collection<Object> collection = factory.apply(length);
        kryo.reference(collection);
        for (int i = 0; i < length; i++) {
          collection.add(kryo.readClassAndObject(input));
        }
        return collection;
      }
    };
  }

  /** A collection that is made of all of its elements at once. */
  static Serializer<?> made(Function<@Nullable Object[], ? extends Collection<?>> factory) {
    return new ElementsSerializer() {
      @Override
      public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
        return factory.apply(readElements(kryo, input));
      }
    };
  }

  /** A collection with a comparator, which is null for the natural order; finished if need be. */
  static <T extends Collection<Object>> Serializer<?> sorted(
      Function<@Nullable Comparator<Object>, T> factory,
      @Nullable Function<T, ? extends Collection<?>> finisher) {
    return new ElementsSerializer() {
      @Override
      public void write(Kryo kryo, Output output, Collection<?> collection) {
        kryo.writeClassAndObject(output, comparatorOf(collection));
        super.write(kryo, output, collection);
      }

      @Override
      @SuppressWarnings("unchecked")
      public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
        T collection = factory.apply((Comparator<Object>) kryo.readClassAndObject(input));
        if (finisher == null) {
          kryo.reference(collection);
        }
        collection.addAll(Arrays.asList(readElements(kryo, input)));
        return finisher == null ? collection : finisher.apply(collection);
      }
    };
  }

  static @Nullable Object[] readElements(Kryo kryo, Input input) {
    @Nullable Object[] elements = new Object[((BoundedInput) input).readLength()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = kryo.readClassAndObject(input);
    }
    return elements;
  }

  private static @Nullable Comparator<?> comparatorOf(Collection<?> collection) {
    if (collection instanceof SortedSet<?> set) {
      return set.comparator();
    }
    return collection instanceof PriorityQueue<?> queue ? queue.comparator() : null;
  }

  /** A list that keeps its elements, for those that are wrapped. */
  static List<Object> listOf(@Nullable Object[] elements) {
    return new ArrayList<>(Arrays.asList(elements));
  }
}
