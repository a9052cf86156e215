package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;

/** Writes an array of objects; without class names if its element type is final. */
final class ArraySerializer extends Serializer<Object[]> {

  private final Class<?> elementType;

  ArraySerializer(Class<?> type) {
    this.elementType = type.getComponentType();
  }

  @Override
  public void write(Kryo kryo, Output output, Object[] array) {
    output.writeVarInt(array.length, true);
    boolean concrete = kryo.isFinal(elementType);
    Serializer<?> serializer = concrete ? kryo.getSerializer(elementType) : null;
    for (Object element : array) {
      if (serializer != null) {
        kryo.writeObjectOrNull(output, element, serializer);
      } else {
        kryo.writeClassAndObject(output, element);
      }
    }
  }

  @Override
  public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> type) {
    int length = ((BoundedInput) input).readLength();
    Object[] array = (Object[]) Array.newInstance(elementType, length);
    kryo.reference(array);
    Serializer<?> serializer = kryo.isFinal(elementType) ? kryo.getSerializer(elementType) : null;
    for (int i = 0; i < length; i++) {
      array[i] =
          serializer != null
              ? kryo.readObjectOrNull(input, elementType, serializer)
              : kryo.readClassAndObject(input);
    }
    return array;
  }
}
