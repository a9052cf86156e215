package dev.corral.hibernate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of how states are laid out: the names and types of properties in their order.
 * Hibernate's entries are arrays without names; one that another version of the application wrote
 * would be assembled into the wrong properties, or fail. Thread-safe.
 */
final class Layouts {
  /** Of what is not mapped here; no fingerprint of what is. */
  static final long UNKNOWN = 0;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final SessionFactoryImplementor factory;
  private final Map<String, Long> known = new ConcurrentHashMap<>();

  Layouts(SessionFactoryImplementor factory) {
    this.factory = factory;
  }

  /** The fingerprint that a value has, or would have, if it was written here. */
  long of(RegionKey key, Object value) {
    String subclass = subclassOf(value);
    if (subclass != null) {
      return known.computeIfAbsent("entity " + subclass, unknown -> ofEntity(subclass));
    }
    if (key.kind() == 'e') {
      String form = value instanceof CollectionCacheEntry ? "plain" : "structured";
      return known.computeIfAbsent(
          form + " collection " + key.role(), role -> ofCollection(form, key.role()));
    }
    return known.computeIfAbsent("id of " + key.role(), unknown -> ofNaturalId(key.role()));
  }

  private static @Nullable String subclassOf(Object value) {
    if (value instanceof CacheEntry entry) {
      return entry.getSubclass();
    }
    return value instanceof Map<?, ?> map
            && map.get(StructuredCacheEntry.SUBCLASS_KEY) instanceof String name
        ? name
        : null;
  }

  private long ofEntity(String name) {
    EntityPersister entity = factory.getMappingMetamodel().findEntityDescriptor(name);
    if (entity == null) {
      return UNKNOWN;
    }
    StringBuilder text = new StringBuilder(name);
    append(text, entity.getPropertyNames(), entity.getPropertyTypes());
    boolean[] lazy = entity.getPropertyLaziness();
    for (boolean property : lazy) {
      text.append(property ? 'l' : 'e');
    }
    return hash(text);
  }

  private long ofCollection(String form, String role) {
    CollectionPersister collection = factory.getMappingMetamodel().findCollectionDescriptor(role);
    if (collection == null) {
      return UNKNOWN;
    }
    StringBuilder text = new StringBuilder(form).append(role);
    text.append(collection.getCollectionSemantics().getCollectionClassification());
    append(text, collection.getAttributeMapping().getElementDescriptor());
    append(text, collection.getAttributeMapping().getIndexDescriptor());
    return hash(text);
  }

  private long ofNaturalId(String name) {
    EntityPersister entity = factory.getMappingMetamodel().findEntityDescriptor(name);
    if (entity == null) {
      return UNKNOWN;
    }
    StringBuilder text = new StringBuilder(name);
    append(text, entity.getIdentifierType());
    return hash(text);
  }

  private static void append(StringBuilder text, String[] names, Type[] types) {
    text.append('(');
    for (int i = 0; i < names.length; i++) {
      text.append(names[i]).append(':');
      append(text, types[i]);
      text.append(',');
    }
    text.append(')');
  }

  private static void append(StringBuilder text, @Nullable Type type) {
    if (type == null) {
      text.append('-');
    } else if (type instanceof EntityType association) {
      text.append('>').append(association.getAssociatedEntityName());
    } else {
      text.append(type.getReturnedClass().getName());
      if (type instanceof ComponentType component) {
        append(text, component.getPropertyNames(), component.getSubtypes());
      }
    }
  }

  private static void append(StringBuilder text, @Nullable ModelPart part) {
    if (part == null) {
      text.append('-');
    } else {
      text.append(part.getJavaType().getJavaTypeClass().getName());
      if (part instanceof EmbeddableValuedModelPart embedded) {
        embedded
            .getEmbeddableTypeDescriptor()
            .forEachAttributeMapping(
                attribute -> {
                  text.append('.').append(attribute.getAttributeName()).append(':');
                  append(text, (ModelPart) attribute);
                });
      }
    }
  }

  private static long hash(CharSequence text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return hash == UNKNOWN ? 1 : hash;
  }
}
