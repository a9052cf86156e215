package dev.corral.internal.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;

/**
 * Makes instances of a class that a file names, by its public constructor without parameters.
 *
 * @param type the class
 * @param <T> what it is used as
 */
record InstanceFactory<T>(Class<? extends T> type) implements Factory<T> {

  private static final long serialVersionUID = 1L;

  /**
   * Finds the class.
   *
   * @throws IllegalArgumentException if there is none, or it is not usable as said
   */
  static <T> InstanceFactory<T> of(String className, Class<T> as, ClassLoader loader) {
    Class<?> type = Classes.load(className, loader);
    if (!as.isAssignableFrom(type)) {
      throw new IllegalArgumentException(className + " is no " + as.getName());
    }
    boolean usable =
        Modifier.isPublic(type.getModifiers())
            && !Modifier.isAbstract(type.getModifiers())
            && Arrays.stream(type.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
    if (!usable) {
      throw new IllegalArgumentException(
          className + " must be a public class with a public constructor without parameters");
    }
    return new InstanceFactory<>(type.asSubclass(as));
  }

  @Override
  public T create() {
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new CacheException("The constructor of " + type.getName() + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new CacheException(type.getName() + " cannot be instantiated", e);
    }
  }
}
