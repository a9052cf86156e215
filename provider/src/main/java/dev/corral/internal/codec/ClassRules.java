package dev.corral.internal.codec;

import dev.corral.codec.ClassNotAllowedException;
import dev.corral.codec.CodecContext;
import dev.corral.codec.CodecException;
import dev.corral.codec.SchemaMismatchException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which classes a cache's codec may write, load and instantiate. A name is judged before anything
 * is loaded, and loading never initialises.
 *
 * <p>Thread-safe. Verdicts are remembered here, so that classes are held no longer than the codec.
 */
final class ClassRules {

  private static final Logger LOG = LoggerFactory.getLogger(ClassRules.class);
  private static final Map<String, Class<?>> PRIMITIVES =
      Map.of(
          "Z", boolean.class,
          "B", byte.class,
          "C", char.class,
          "S", short.class,
          "I", int.class,
          "J", long.class,
          "F", float.class,
          "D", double.class);

  private final String cacheName;
  private final ClassLoader classLoader;
  private final Map<String, Class<?>> declared;
  private final AllowPatterns patterns;
  private final Map<Class<?>, Boolean> checked = new ConcurrentHashMap<>();
  private final Map<String, Class<?>> loaded = new ConcurrentHashMap<>();

  ClassRules(CodecContext context) {
    this.cacheName = context.cacheName();
    this.classLoader = context.classLoader();
    this.declared = DeclaredTypes.reachableFrom(List.of(context.keyType(), context.valueType()));
    this.patterns = new AllowPatterns(cacheName, context.allow());
    if (patterns.allowsEverything()) {
      LOG.warn(
          "Cache '{}': the property 'allow' has '**', so that whoever can write to Redis can"
              + " instantiate any class here; name the packages of your values instead",
          cacheName);
    }
  }

  /** The cache, for messages. */
  String cacheName() {
    return cacheName;
  }

  /**
   * Makes sure that instances of the class may be written.
   *
   * @throws ClassNotAllowedException if not
   */
  void check(Class<?> type) {
    if (!checked.containsKey(type)) {
      Class<?> element = elementOf(type);
      if (!element.isPrimitive()) {
        if (element.isHidden() || element.isSynthetic() || Proxy.isProxyClass(element)) {
          throw unnameable(element);
        }
        String name = enumOf(element).getName();
        if (!isAllowed(name) && !(type.isArray() && isAllowedElement(name))) {
          throw notAllowed(type.getName());
        }
      }
      checked.put(type, Boolean.TRUE);
    }
  }

  /** Like {@link #check}, for classes that Java serialization writes. */
  void checkInJavaStream(Class<?> type) {
    if (!JdkTypes.isAllowedInJavaStreams(elementOf(type).getName())) {
      check(type);
    }
  }

  /**
   * Loads the class that encoded bytes name, without initialising it.
   *
   * @throws ClassNotAllowedException if it is not allowed; then it is not loaded either
   * @throws SchemaMismatchException if it is allowed and does not exist here
   */
  Class<?> load(String name) {
    Class<?> known = loaded.get(name);
    return known != null ? known : loadOnce(name, false);
  }

  /** Like {@link #load}, for classes that a Java serialization stream names. */
  Class<?> loadFromJavaStream(String name) {
    Class<?> known = loaded.get(name);
    return known != null ? known : loadOnce(name, true);
  }

  /** The refusal of a class. */
  ClassNotAllowedException notAllowed(String className) {
    String element = className.replaceFirst("^\\[+L?", "").replace(";", "");
    int dot = element.lastIndexOf('.');
    String hint = dot < 0 ? "" : ", or its package as " + element.substring(0, dot) + ".*,";
    return new ClassNotAllowedException(
        className,
        "Cache '%s': class %s is not allowed; if you trust it, add %s%s to the cache's property 'allow'"
            .formatted(cacheName, className, element, hint));
  }

  private ClassNotAllowedException unnameable(Class<?> type) {
    return new ClassNotAllowedException(
        type.getName(),
        "Cache '%s': %s is a lambda, proxy or other generated class, which no other node can load, whatever the property 'allow' says; use a named class"
            .formatted(cacheName, type.getName()));
  }

  private Class<?> loadOnce(String name, boolean javaStream) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    Class<?> type = loadElement(name, dimensions, javaStream);
    if (type.isHidden() || Proxy.isProxyClass(type)) {
      throw unnameable(type);
    }
    if (dimensions > 255) {
      throw new CodecException("Cache '%s': corrupt class name".formatted(cacheName));
    }
    for (int i = 0; i < dimensions; i++) {
      type = type.arrayType();
    }
    if (!javaStream) {
      loaded.put(name, type);
    }
    return type;
  }

  private Class<?> loadElement(String name, int dimensions, boolean javaStream) {
    String element = name;
    if (dimensions > 0) {
      String descriptor = name.substring(dimensions);
      Class<?> primitive = PRIMITIVES.get(descriptor);
      if (primitive != null) {
        return primitive;
      }
      if (!descriptor.startsWith("L") || !descriptor.endsWith(";")) {
        throw notAllowed(name);
      }
      element = descriptor.substring(1, descriptor.length() - 1);
      Class<?> open = JdkTypes.allowedElement(element);
      if (open != null) {
        return open;
      }
    }
    Class<?> known = known(element);
    if (known != null) {
      return known;
    }
    if (!isListed(element) && !(javaStream && JdkTypes.isAllowedInJavaStreams(element))) {
      throw notAllowed(name);
    }
    try {
      return Class.forName(element, false, classLoader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new SchemaMismatchException(
          element,
          "Cache '%s': class %s, which is allowed and was written elsewhere, cannot be loaded here"
              .formatted(cacheName, element),
          e);
    }
  }

  private @Nullable Class<?> known(String name) {
    Class<?> type = declared.get(name);
    return type != null ? type : JdkTypes.allowed(name);
  }

  private boolean isAllowed(String name) {
    return known(name) != null || isListed(name);
  }

  private boolean isListed(String name) {
    return patterns.matches(name) || LibraryTypes.contains(name);
  }

  private static boolean isAllowedElement(String name) {
    return JdkTypes.allowedElement(name) != null;
  }

  private static Class<?> elementOf(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }

  /** The enum of a constant that has a class body of its own; else the class itself. */
  private static Class<?> enumOf(Class<?> type) {
    return Enum.class.isAssignableFrom(type) && !type.isEnum() && type != Enum.class
        ? type.getSuperclass()
        : type;
  }
}
