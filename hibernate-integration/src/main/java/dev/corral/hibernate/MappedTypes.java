package dev.corral.hibernate;

import java.util.Set;
import java.util.TreeSet;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** The application's classes that the states of its entities contain, as its mapping says. */
final class MappedTypes {
  private final Set<String> names = new TreeSet<>();

  private MappedTypes() {}

  /** Their names. */
  static Set<String> of(SessionFactoryImplementor factory) {
    MappedTypes types = new MappedTypes();
    factory
        .getMappingMetamodel()
        .forEachEntityDescriptor(
            entity -> {
              types.add(entity.getIdentifierType());
              for (Type property : entity.getPropertyTypes()) {
                types.add(property);
              }
            });
    factory
        .getMappingMetamodel()
        .forEachCollectionDescriptor(
            collection -> {
              types.add(collection.getAttributeMapping().getElementDescriptor());
              types.add(collection.getAttributeMapping().getIndexDescriptor());
            });
    return types.names;
  }

  private void add(@Nullable Type type) {
    if (type == null || type instanceof EntityType) {
      return;
    }
    if (type instanceof ComponentType component) {
      for (Type part : component.getSubtypes()) {
        add(part);
      }
    }
    add(type.getReturnedClass());
  }

  private void add(@Nullable ModelPart part) {
    if (part == null || part instanceof EntityValuedModelPart) {
      return;
    }
    if (part instanceof EmbeddableValuedModelPart embedded) {
      embedded
          .getEmbeddableTypeDescriptor()
          .forEachAttributeMapping(attribute -> add((ModelPart) attribute));
    }
    add(part.getJavaType().getJavaTypeClass());
  }

  private void add(@Nullable Class<?> declared) {
    Class<?> returned = declared;
    while (returned != null && returned.isArray()) {
      returned = returned.getComponentType();
    }
    if (returned != null
        && !returned.isPrimitive()
        && !returned.getName().startsWith("java.")
        && !returned.isInterface()) {
      names.add(returned.getName());
    }
  }
}
