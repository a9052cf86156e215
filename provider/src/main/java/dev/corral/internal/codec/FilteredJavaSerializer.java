package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.corral.codec.SchemaMismatchException;
import java.io.IOException;
import java.io.InvalidClassException;

/** Embeds a Java serialization stream, filtered, for classes that only it can do right. */
final class FilteredJavaSerializer extends Serializer<Object> {

  private final ClassRules rules;

  FilteredJavaSerializer(ClassRules rules) {
    this.rules = rules;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    try {
      byte[] bytes = FilteredObjectOutput.write(rules, object);
      output.writeVarInt(bytes.length, true);
      output.writeBytes(bytes);
    } catch (IOException e) {
      throw new KryoException(
          "Java serialization of " + object.getClass().getName() + " failed", e);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    int length = ((BoundedInput) input).readLength();
    int start = input.position();
    input.setPosition(start + length);
    try {
      return type.cast(FilteredObjectInput.readSingle(rules, input.getBuffer(), start, length));
    } catch (InvalidClassException e) {
      throw mismatch(rules, e);
    } catch (IOException | ClassNotFoundException e) {
      throw new KryoException("Java deserialization of " + type.getName() + " failed", e);
    }
  }

  /** An invalid class is one of another {@code serialVersionUID}, or refused by the limits. */
  static RuntimeException mismatch(ClassRules rules, InvalidClassException e) {
    if (e.classname == null) {
      return new KryoException(e);
    }
    return new SchemaMismatchException(
        e.classname,
        "Cache '%s': class %s has another serialVersionUID here than where the bytes were written"
            .formatted(rules.cacheName(), e.classname),
        e);
  }
}
