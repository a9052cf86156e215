package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.corral.codec.Codec;
import dev.corral.codec.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes equal keys give equal bytes: the lists, sets and maps that are equal to each other share
 * one form, and what has no order of its own is written in the order of its elements' bytes.
 */
@SuppressWarnings("JdkObsolete")
final class KeySerializers {

  private static final List<Class<?>> LISTS =
      List.of(
          ArrayList.class,
          Arrays.asList().getClass(),
          List.of().getClass(),
          List.of(1).getClass(),
          List.of(1, 2, 3).subList(0, 1).getClass(),
          new ArrayList<>(List.of(1)).subList(0, 1).getClass(),
          Collections.emptyList().getClass(),
          Collections.singletonList(1).getClass(),
          Collections.nCopies(1, 1).getClass(),
          Collections.unmodifiableList(new ArrayList<>()).getClass(),
          Collections.unmodifiableList(new LinkedList<>()).getClass());

  private static final List<Class<?>> SETS =
      List.of(
          LinkedHashSet.class,
          HashSet.class,
          Set.of().getClass(),
          Set.of(1).getClass(),
          Collections.emptySet().getClass(),
          Collections.singleton(1).getClass(),
          Collections.unmodifiableSet(new HashSet<>()).getClass());

  private static final List<Class<?>> MAPS =
      List.of(
          LinkedHashMap.class,
          HashMap.class,
          Map.of().getClass(),
          Map.of(1, 1).getClass(),
          Collections.emptyMap().getClass(),
          Collections.singletonMap(1, 1).getClass(),
          Collections.unmodifiableMap(new HashMap<>()).getClass());

  private KeySerializers() {}

  /**
   * Replaces the serializers of unordered and of interchangeable collections.
   *
   * @param elements encodes an element on its own, so that its bytes do not depend on its
   *     neighbours
   */
  static void register(Kryo kryo, Codec elements) {
    share(kryo, LISTS, ElementsSerializer.filled(ArrayList::new));
    share(kryo, SETS, new SortedElements(elements));
    share(kryo, MAPS, new SortedEntries(elements, LinkedHashMap::new));
    kryo.getRegistration(ConcurrentHashMap.class)
        .setSerializer(new SortedEntries(elements, ConcurrentHashMap::new));
    kryo.getRegistration(Hashtable.class)
        .setSerializer(new SortedEntries(elements, Hashtable::new));
  }

  /** Gives all types the number of the first. */
  private static void share(Kryo kryo, List<Class<?>> types, Serializer<?> serializer) {
    int id = kryo.getRegistration(types.get(0)).getId();
    for (int i = types.size() - 1; i >= 0; i--) {
      // Not by way of the Kryo, which would forget the type that had the number before.
      kryo.getClassResolver().register(new Registration(types.get(i), serializer, id));
    }
  }

  private static void writeSorted(Output output, List<byte[]> elements) {
    elements.sort(Arrays::compareUnsigned);
    output.writeVarInt(elements.size(), true);
    for (byte[] element : elements) {
      output.writeVarInt(element.length, true);
      output.writeBytes(element);
    }
  }

  private static Object readOne(Codec elements, BoundedInput input) {
    int length = input.readLength();
    int start = input.position();
    input.setPosition(start + length);
    return elements.decode(new Encoded(0, input.getBuffer(), start, length));
  }

  private static final class SortedElements extends Serializer<Collection<?>> {

    private final Codec elements;

    SortedElements(Codec elements) {
      this.elements = elements;
    }

    @Override
    public void write(Kryo kryo, Output output, Collection<?> set) {
      List<byte[]> bytes = new ArrayList<>(set.size());
      for (Object element : set) {
        bytes.add(elements.encode(Collections.singletonList(element)).toBytes());
      }
      writeSorted(output, bytes);
    }

    @Override
    public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
      int length = ((BoundedInput) input).readLength();
      Set<Object> set = new LinkedHashSet<>();
      for (int i = 0; i < length; i++) {
        set.add(((List<?>) readOne(elements, (BoundedInput) input)).get(0));
      }
      return set;
    }
  }

  private static final class SortedEntries extends Serializer<Map<?, ?>> {

    private final Codec elements;
    private final Supplier<Map<Object, Object>> factory;

    SortedEntries(Codec elements, Supplier<Map<Object, Object>> factory) {
      this.elements = elements;
      this.factory = factory;
    }

    @Override
    public void write(Kryo kryo, Output output, Map<?, ?> map) {
      List<byte[]> bytes = new ArrayList<>(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        bytes.add(elements.encode(Arrays.asList(entry.getKey(), entry.getValue())).toBytes());
      }
      writeSorted(output, bytes);
    }

    @Override
    public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
      int length = ((BoundedInput) input).readLength();
      Map<Object, Object> map = factory.get();
      for (int i = 0; i < length; i++) {
        List<?> entry = (List<?>) readOne(elements, (BoundedInput) input);
        map.put(entry.get(0), entry.get(1));
      }
      return map;
    }
  }
}
