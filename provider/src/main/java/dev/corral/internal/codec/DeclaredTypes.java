package dev.corral.internal.codec;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The classes that a cache's declared types stand for: the types themselves and, transitively, what
 * their fields, type arguments, superclasses, array components and permitted subclasses name.
 * Nothing is initialised. Of the JDK's classes only enums are taken, the rest is decided by {@link
 * JdkTypes}.
 */
final class DeclaredTypes {

  private final Map<String, Class<?>> found = new HashMap<>();
  private final Set<Type> seen = new HashSet<>();
  private final Deque<Type> open = new ArrayDeque<>();

  private DeclaredTypes() {}

  /** The classes by their binary names. */
  static Map<String, Class<?>> reachableFrom(Collection<? extends Class<?>> roots) {
    DeclaredTypes walk = new DeclaredTypes();
    roots.forEach(walk::enqueue);
    while (!walk.open.isEmpty()) {
      walk.visit(walk.open.remove());
    }
    return Collections.unmodifiableMap(walk.found);
  }

  private void enqueue(Type... types) {
    for (Type type : types) {
      if (type != null && seen.add(type)) {
        open.add(type);
      }
    }
  }

  private void visit(Type type) {
    if (type instanceof Class<?> c) {
      visitClass(c);
    } else if (type instanceof ParameterizedType p) {
      enqueue(p.getRawType());
      enqueue(p.getActualTypeArguments());
    } else if (type instanceof GenericArrayType a) {
      enqueue(a.getGenericComponentType());
    } else if (type instanceof WildcardType w) {
      enqueue(w.getUpperBounds());
      enqueue(w.getLowerBounds());
    } else if (type instanceof TypeVariable<?> v) {
      enqueue(v.getBounds());
    }
  }

  private void visitClass(Class<?> type) {
    if (type.isArray()) {
      enqueue(type.getComponentType());
    } else if (JdkTypes.isFromJdk(type)) {
      if (type.isEnum()) {
        found.put(type.getName(), type);
      }
    } else {
      found.put(type.getName(), type);
      try {
        visitParts(type);
      } catch (LinkageError | TypeNotPresentException e) {
        // A part that is missing at run time cannot be in a value either.
        return;
      }
    }
  }

  private void visitParts(Class<?> type) {
    enqueue(type.getGenericSuperclass());
    enqueue(type.getGenericInterfaces());
    if (type.isSealed()) {
      enqueue(type.getPermittedSubclasses());
    }
    if (SerialMethods.of(type).writeReplace() != null) {
      enqueue(type.getDeclaredClasses());
    }
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())
          && !Modifier.isTransient(field.getModifiers())
          && !field.isSynthetic()) {
        enqueue(field.getGenericType());
      }
    }
  }
}
