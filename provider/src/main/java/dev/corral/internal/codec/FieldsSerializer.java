package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an object field by field, in the order of {@link Schemas#fields}.
 *
 * <p>It stands in for Kryo's {@code FieldSerializer}, which stores what it reads through {@code
 * Unsafe} without looking at the field's type: bytes that name another class would corrupt the
 * heap.
 */
final class FieldsSerializer extends Serializer<Object> {

  private final Class<?> type;
  private final Slot[] slots;
  private final boolean referencedEarly;

  /**
   * @param referencedEarly whether the object may be referred to while its fields are read; not so
   *     if it will be replaced by another
   */
  FieldsSerializer(Kryo kryo, Class<?> type, boolean referencedEarly) {
    this.type = type;
    this.referencedEarly = referencedEarly;
    List<Field> fields = Schemas.fields(type);
    this.slots = new Slot[fields.size()];
    for (int i = 0; i < slots.length; i++) {
      Field field = fields.get(i);
      field.setAccessible(true);
      slots[i] = Slot.of(kryo, field);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    for (Slot slot : slots) {
      try {
        slot.write(kryo, output, object);
      } catch (IllegalAccessException e) {
        throw new KryoException("Cannot read " + slot.field, e);
      }
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> ignored) {
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new KryoException("Abstract: " + type.getName());
    }
    Object object = kryo.newInstance(type);
    if (referencedEarly) {
      kryo.reference(object);
    }
    for (Slot slot : slots) {
      try {
        slot.read(kryo, input, object);
      } catch (IllegalAccessException e) {
        throw new KryoException("Cannot set " + slot.field, e);
      }
    }
    return object;
  }

  /** One field. Reflection checks the type of what is stored. */
  private abstract static class Slot {

    final Field field;

    Slot(Field field) {
      this.field = field;
    }

    abstract void write(Kryo kryo, Output output, Object object) throws IllegalAccessException;

    abstract void read(Kryo kryo, Input input, Object object) throws IllegalAccessException;

    static Slot of(Kryo kryo, Field field) {
      Class<?> type = field.getType();
      if (type.isPrimitive()) {
        return new PrimitiveSlot(field);
      }
      return kryo.isFinal(type) ? new ConcreteSlot(field) : new OpenSlot(field);
    }
  }

  private static final class PrimitiveSlot extends Slot {

    private final char kind;

    PrimitiveSlot(Field field) {
      super(field);
      this.kind = field.getType().descriptorString().charAt(0);
    }

    @Override
    void write(Kryo kryo, Output output, Object object) throws IllegalAccessException {
      switch (kind) {
        case 'I' -> output.writeVarInt(field.getInt(object), false);
        case 'J' -> output.writeVarLong(field.getLong(object), false);
        case 'Z' -> output.writeBoolean(field.getBoolean(object));
        case 'D' -> output.writeDouble(field.getDouble(object));
        case 'F' -> output.writeFloat(field.getFloat(object));
        case 'S' -> output.writeShort(field.getShort(object));
        case 'C' -> output.writeChar(field.getChar(object));
        default -> output.writeByte(field.getByte(object));
      }
    }

    @Override
    void read(Kryo kryo, Input input, Object object) throws IllegalAccessException {
      switch (kind) {
        case 'I' -> field.setInt(object, input.readVarInt(false));
        case 'J' -> field.setLong(object, input.readVarLong(false));
        case 'Z' -> field.setBoolean(object, input.readBoolean());
        case 'D' -> field.setDouble(object, input.readDouble());
        case 'F' -> field.setFloat(object, input.readFloat());
        case 'S' -> field.setShort(object, input.readShort());
        case 'C' -> field.setChar(object, input.readChar());
        default -> field.setByte(object, input.readByte());
      }
    }
  }

  /** A field whose type is final: what it holds needs no class name. */
  private static final class ConcreteSlot extends Slot {

    private @Nullable Serializer<?> serializer;

    ConcreteSlot(Field field) {
      super(field);
    }

    @Override
    void write(Kryo kryo, Output output, Object object) throws IllegalAccessException {
      kryo.writeObjectOrNull(output, field.get(object), serializer(kryo));
    }

    @Override
    void read(Kryo kryo, Input input, Object object) throws IllegalAccessException {
      field.set(object, kryo.readObjectOrNull(input, field.getType(), serializer(kryo)));
    }

    private Serializer<?> serializer(Kryo kryo) {
      Serializer<?> known = serializer;
      if (known == null) {
        known = kryo.getSerializer(field.getType());
        serializer = known;
      }
      return known;
    }
  }

  private static final class OpenSlot extends Slot {

    OpenSlot(Field field) {
      super(field);
    }

    @Override
    void write(Kryo kryo, Output output, Object object) throws IllegalAccessException {
      kryo.writeClassAndObject(output, field.get(object));
    }

    @Override
    void read(Kryo kryo, Input input, Object object) throws IllegalAccessException {
      field.set(object, kryo.readClassAndObject(input));
    }
  }
}
