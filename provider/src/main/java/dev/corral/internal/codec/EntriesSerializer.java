package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes a map as its size and its entries, like {@link ElementsSerializer}. */
abstract class EntriesSerializer extends Serializer<Map<?, ?>> {

  @Override
  public void write(Kryo kryo, Output output, Map<?, ?> map) {
    Map.Entry<?, ?>[] entries = map.entrySet().toArray(new Map.Entry<?, ?>[0]);
    output.writeVarInt(entries.length, true);
    for (Map.Entry<?, ?> entry : entries) {
      kryo.writeClassAndObject(output, entry.getKey());
      kryo.writeClassAndObject(output, entry.getValue());
    }
  }

  /** A map that is made empty and filled, and so may contain itself. */
  static Serializer<?> filled(IntFunction<? extends Map<Object, Object>> factory) {
    return new EntriesSerializer() {
      @Override
      public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
        int length = ((BoundedInput) input).readLength();
        Map<Object, Object> map = factory.apply(length);
        kryo.reference(map);
        fill(kryo, input, map, length);
        return map;
      }
    };
  }

  /** A map that is made from another. */
  static Serializer<?> made(Function<Map<Object, Object>, ? extends Map<?, ?>> factory) {
    return new EntriesSerializer() {
      @Override
      public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
        int length = ((BoundedInput) input).readLength();
        Map<Object, Object> map = new LinkedHashMap<>();
        fill(kryo, input, map, length);
        return factory.apply(map);
      }
    };
  }

  /** A map with a comparator, which is null for the natural order; finished if need be. */
  static <T extends Map<Object, Object>> Serializer<?> sorted(
      Function<@Nullable Comparator<Object>, T> factory,
      @Nullable Function<T, ? extends Map<?, ?>> finisher) {
    return new EntriesSerializer() {
      @Override
      public void write(Kryo kryo, Output output, Map<?, ?> map) {
        kryo.writeClassAndObject(output, ((SortedMap<?, ?>) map).comparator());
        super.write(kryo, output, map);
      }

      @Override
      @SuppressWarnings("unchecked")
      public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
        T map = factory.apply((Comparator<Object>) kryo.readClassAndObject(input));
        if (finisher == null) {
          kryo.reference(map);
        }
        fill(kryo, input, map, ((BoundedInput) input).readLength());
        return finisher == null ? map : finisher.apply(map);
      }
    };
  }

  private static void fill(Kryo kryo, Input input, Map<Object, Object> map, int length) {
    for (int i = 0; i < length; i++) {
      Object key = kryo.readClassAndObject(input);
      map.put(key, kryo.readClassAndObject(input));
    }
  }
}
