package dev.corral.internal.codec;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The special methods of Java serialization that a class has, by its own declaration or by
 * inheritance from a class outside the JDK.
 *
 * @param writeReplace gives what is written instead; accessible
 * @param readResolve gives what is returned instead; accessible
 * @param customStream whether the class writes or reads its own stream data
 */
record SerialMethods(
    @Nullable Method writeReplace, @Nullable Method readResolve, boolean customStream) {

  private static final SerialMethods NONE = new SerialMethods(null, null, false);

  static SerialMethods of(Class<?> type) {
    if (!Serializable.class.isAssignableFrom(type) || type.isInterface() || type.isEnum()) {
      return NONE;
    }
    return new SerialMethods(
        replacing(type, "writeReplace"), replacing(type, "readResolve"), hasCustomStream(type));
  }

  private static @Nullable Method replacing(Class<?> type, String name) {
    for (Class<?> c = type; c != null && !JdkTypes.isFromJdk(c); c = c.getSuperclass()) {
      Method method = declared(c, name);
      if (method != null && method.getReturnType() == Object.class) {
        if (!isInherited(method, type)) {
          return null;
        }
        method.setAccessible(true);
        return method;
      }
    }
    return null;
  }

  private static boolean isInherited(Method method, Class<?> by) {
    int modifiers = method.getModifiers();
    if (Modifier.isStatic(modifiers) || Modifier.isAbstract(modifiers)) {
      return false;
    }
    if (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)) {
      return true;
    }
    Class<?> declaring = method.getDeclaringClass();
    return declaring == by
        || (!Modifier.isPrivate(modifiers)
            && declaring.getClassLoader() == by.getClassLoader()
            && declaring.getPackageName().equals(by.getPackageName()));
  }

  private static boolean hasCustomStream(Class<?> type) {
    for (Class<?> c = type; c != null && !JdkTypes.isFromJdk(c); c = c.getSuperclass()) {
      if (declared(c, "writeObject", ObjectOutputStream.class) != null
          || declared(c, "readObject", ObjectInputStream.class) != null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Method declared(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getDeclaredMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
