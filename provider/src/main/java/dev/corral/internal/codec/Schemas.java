package dev.corral.internal.codec;

import java.io.ObjectStreamClass;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of the serialized layout of classes: names and types of what is written, with the
 * layouts of final classes that are written in place, without a name of their own. Equal layouts
 * have equal fingerprints on every node and JDK.
 *
 * <p>Thread-safe; fingerprints are computed once per class.
 */
final class Schemas {

  private final Map<Class<?>, Long> fingerprints = new ConcurrentHashMap<>();

  /** The fingerprint of the class's layout; never 0. */
  long fingerprint(Class<?> type) {
    Long known = fingerprints.get(type);
    if (known == null) {
      known = hash(description(type));
      fingerprints.put(type, known);
    }
    return known;
  }

  /** The four bytes of {@link #fingerprint} that are written with the class's name. */
  int shortFingerprint(Class<?> type) {
    return (int) fingerprint(type);
  }

  /** The fingerprint of the class as Java serialization sees it; never 0. */
  long streamFingerprint(Class<?> type) {
    return fingerprints.computeIfAbsent(
        type,
        t -> {
          ObjectStreamClass stream = ObjectStreamClass.lookupAny(t);
          return hash(t.getName() + stream.getSerialVersionUID());
        });
  }

  /** What the fingerprint is made of. */
  static String description(Class<?> type) {
    StringBuilder out = new StringBuilder();
    new Description(out).describe(type);
    return out.toString();
  }

  /** The fields that are written, in the order in which they are written. */
  static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && !JdkTypes.isFromJdk(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers)
            && !Modifier.isTransient(modifiers)
            && !field.isSynthetic()) {
          fields.add(field);
        }
      }
    }
    fields.sort(
        Comparator.comparing(Field::getName).thenComparing(f -> f.getDeclaringClass().getName()));
    return fields;
  }

  private static long hash(String description) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(description.getBytes(StandardCharsets.UTF_8));
      long hash = ByteBuffer.wrap(digest).getLong();
      return hash == 0 ? 1 : hash;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** One walk over a class and the classes written in place. */
  private record Description(StringBuilder out, Set<Class<?>> seen) {

    Description(StringBuilder out) {
      this(out, new HashSet<>());
    }

    void describe(Class<?> type) {
      out.append(type.getName());
      if (type.isArray()) {
        part("element", type.getComponentType(), null);
      } else if (!JdkTypes.isFromJdk(type) && seen.add(type)) {
        Kind kind = Kind.of(type);
        out.append('{').append(kind).append(';');
        switch (kind) {
          case ENUM -> constants(type);
          case RECORD -> components(type);
          case JAVA -> streamClass(type);
          default -> allFields(type);
        }
        out.append('}');
      }
    }

    private void constants(Class<?> type) {
      Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
      Arrays.stream(declaring.getDeclaredFields())
          .filter(Field::isEnumConstant)
          .map(Field::getName)
          .sorted()
          .forEach(name -> out.append(name).append(';'));
    }

    private void components(Class<?> type) {
      Arrays.stream(type.getRecordComponents())
          .sorted(Comparator.comparing(RecordComponent::getName))
          .forEach(c -> part(c.getName(), c.getType(), c.getGenericType()));
    }

    private void allFields(Class<?> type) {
      for (Class<?> c = type; c != null && !JdkTypes.isFromJdk(c); c = c.getSuperclass()) {
        Type generic = c.getGenericSuperclass();
        out.append(generic == null ? "" : generic.getTypeName()).append(';');
      }
      for (Field field : fields(type)) {
        out.append(field.getDeclaringClass().getName()).append('.');
        for (Annotation annotation : field.getDeclaredAnnotations()) {
          if (annotation.annotationType().getName().startsWith("com.esotericsoftware.")) {
            out.append(annotation);
          }
        }
        part(field.getName(), field.getType(), field.getGenericType());
      }
    }

    private void streamClass(Class<?> type) {
      for (Class<?> c = type; c != null; c = c.getSuperclass()) {
        ObjectStreamClass stream = ObjectStreamClass.lookup(c);
        if (stream == null || JdkTypes.isFromJdk(c)) {
          break;
        }
        out.append(c.getName()).append(stream.getSerialVersionUID()).append(';');
      }
    }

    private void part(String name, Class<?> type, @Nullable Type generic) {
      out.append(name).append(':');
      out.append(generic == null ? type.getTypeName() : generic.getTypeName()).append(' ');
      if (isWrittenInPlace(type)) {
        out.append("= ");
        describe(type);
      }
      out.append(';');
    }

    private static boolean isWrittenInPlace(Class<?> type) {
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      return Modifier.isFinal(element.getModifiers());
    }
  }
}
