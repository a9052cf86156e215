package dev.corral.internal.codec;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.KryoSerializable;
import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

/** How instances of a class that has no serializer of its own are written. */
enum Kind {
  /** An array of objects or primitives. */
  ARRAY,
  /** By name. */
  ENUM,
  /** By components, made by the canonical constructor. */
  RECORD,
  /** As the class itself says to Kryo. */
  KRYO_AWARE,
  /** By Java serialization, behind the filter. */
  JAVA,
  /** By fields. */
  FIELDS,
  /** Not at all: fields of a JDK superclass are out of reach. */
  INACCESSIBLE,
  /** Not at all: it needs an enclosing instance or captured variables. */
  INNER;

  static Kind of(Class<?> type) {
    if (type.isArray()) {
      return ARRAY;
    } else if (Enum.class.isAssignableFrom(type)) {
      return ENUM;
    } else if (type.isRecord()) {
      return RECORD;
    } else if (type.isAnnotationPresent(DefaultSerializer.class)
        || KryoSerializable.class.isAssignableFrom(type)) {
      return KRYO_AWARE;
    } else if (Serializable.class.isAssignableFrom(type) && needsJavaSerialization(type)) {
      return JAVA;
    } else if (JdkTypes.isFromJdk(type) || hasJdkFields(type)) {
      return INACCESSIBLE;
    } else {
      return hasSyntheticFields(type) ? INNER : FIELDS;
    }
  }

  private static boolean needsJavaSerialization(Class<?> type) {
    return JdkTypes.isFromJdk(type)
        || Throwable.class.isAssignableFrom(type)
        || Externalizable.class.isAssignableFrom(type)
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || SerialMethods.of(type).customStream()
        || hasJdkFields(type);
  }

  private static boolean hasJdkFields(Class<?> type) {
    for (Class<?> c = type.getSuperclass(); c != null; c = c.getSuperclass()) {
      if (JdkTypes.isFromJdk(c)) {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean hasSyntheticFields(Class<?> type) {
    for (Class<?> c = type; c != null && !JdkTypes.isFromJdk(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.isSynthetic()
            && !Modifier.isStatic(field.getModifiers())
            && !Modifier.isTransient(field.getModifiers())) {
          return true;
        }
      }
    }
    return false;
  }
}
