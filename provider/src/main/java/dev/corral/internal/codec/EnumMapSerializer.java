package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes an enum map as its entries. Only Java serialization can tell the key type of an empty one,
 * which it therefore writes.
 */
final class EnumMapSerializer extends Serializer<EnumMap<?, ?>> {

  private final FilteredJavaSerializer empty;

  EnumMapSerializer(ClassRules rules) {
    this.empty = new FilteredJavaSerializer(rules);
  }

  @Override
  public void write(Kryo kryo, Output output, EnumMap<?, ?> map) {
    output.writeVarInt(map.size(), true);
    if (map.isEmpty()) {
      empty.write(kryo, output, map);
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      kryo.writeClassAndObject(output, entry.getKey());
      kryo.writeClassAndObject(output, entry.getValue());
    }
  }

  @Override
  public EnumMap<?, ?> read(Kryo kryo, Input input, Class<? extends EnumMap<?, ?>> type) {
    int length = ((BoundedInput) input).readLength();
    return length == 0 ? (EnumMap<?, ?>) empty.read(kryo, input, type) : fill(kryo, input, length);
  }

  /** The first key says which enum it is; the map refuses what is not of it. */
  @SuppressWarnings({"rawtypes", "unchecked"})
  private static EnumMap<?, ?> fill(Kryo kryo, Input input, int length) {
    Enum first = (Enum) kryo.readClassAndObject(input);
    EnumMap map = new EnumMap(first.getDeclaringClass());
    map.put(first, kryo.readClassAndObject(input));
    for (int i = 1; i < length; i++) {
      map.put((Enum) kryo.readClassAndObject(input), kryo.readClassAndObject(input));
    }
    return map;
  }
}
