package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Honours {@code writeReplace} and {@code readResolve} around another serializer. */
final class ReplacingSerializer extends Serializer<Object> {

  private final Serializer<Object> delegate;
  private final SerialMethods methods;

  ReplacingSerializer(Serializer<Object> delegate, SerialMethods methods) {
    this.delegate = delegate;
    this.methods = methods;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    Method writeReplace = methods.writeReplace();
    if (writeReplace == null) {
      delegate.write(kryo, output, object);
      return;
    }
    Object replacement = invoke(writeReplace, object);
    boolean replaced = replacement == null || replacement.getClass() != object.getClass();
    output.writeBoolean(replaced);
    if (replaced) {
      kryo.writeClassAndObject(output, replacement);
    } else {
      delegate.write(kryo, output, replacement);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    if (methods.writeReplace() != null && input.readBoolean()) {
      return kryo.readClassAndObject(input);
    }
    Object object = delegate.read(kryo, input, type);
    Method readResolve = methods.readResolve();
    return readResolve == null ? object : invoke(readResolve, object);
  }

  private static Object invoke(Method method, Object target) {
    try {
      return method.invoke(target);
    } catch (InvocationTargetException e) {
      throw new KryoException(method + " failed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new KryoException("Cannot call " + method, e);
    }
  }
}
