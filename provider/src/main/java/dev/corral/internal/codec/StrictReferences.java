package dev.corral.internal.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.util.MapReferenceResolver;

/**
 * Kryo's references, without those to strings, and with an error where Kryo gives null: for a
 * circle through an object that does not exist yet when it is referred to, such as a record.
 */
final class StrictReferences extends MapReferenceResolver {

  @Override
  @SuppressWarnings("rawtypes")
  public boolean useReferences(Class type) {
    return type != String.class && super.useReferences(type);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Object getReadObject(Class type, int id) {
    Object object = super.getReadObject(type, id);
    if (object == null) {
      throw new KryoException("Circular reference through an immutable object");
    }
    return object;
  }
}
