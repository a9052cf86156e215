package dev.corral.internal.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.IdentityObjectIntMap;
import dev.corral.codec.SchemaMismatchException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the name of a class at its first occurrence in a graph, followed by four bytes of its
 * schema's fingerprint; judges a name before it loads the class, and compares the fingerprint
 * before an instance is made.
 */
final class CheckedClassResolver extends DefaultClassResolver {

  private final ClassRules rules;
  private final Schemas schemas;
  private final IdentityObjectIntMap<Registration> writtenIds = new IdentityObjectIntMap<>();
  private final List<Registration> read = new ArrayList<>();

  CheckedClassResolver(ClassRules rules, Schemas schemas) {
    this.rules = rules;
    this.schemas = schemas;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Registration registerImplicit(Class type) {
    rules.check(type);
    return super.registerImplicit(type);
  }

  @Override
  @SuppressWarnings("rawtypes")
  protected void writeName(Output output, Class type, Registration registration) {
    output.writeByte(NAME + 2);
    int known = writtenIds.get(registration, -1);
    if (known >= 0) {
      output.writeVarInt(known, true);
      return;
    }
    int id = writtenIds.size;
    writtenIds.put(registration, id);
    output.writeVarInt(id, true);
    // An enum's constants may have classes of their own; the registration is the enum's.
    output.writeString(registration.getType().getName());
    output.writeInt(schemas.shortFingerprint(registration.getType()));
  }

  @Override
  protected Registration readName(Input input) {
    int id = input.readVarInt(true);
    if (id >= 0 && id < read.size()) {
      return read.get(id);
    }
    String name = input.readString();
    if (id != read.size() || name == null) {
      throw new KryoException("Corrupt class number " + id);
    }
    int fingerprint = input.readInt();
    Class<?> type = rules.load(name);
    Registration registration = kryo.getRegistration(type);
    if (schemas.shortFingerprint(registration.getType()) != fingerprint) {
      throw new SchemaMismatchException(
          name,
          "Cache '%s': class %s was written under another schema than the one loaded here"
              .formatted(rules.cacheName(), name),
          null);
    }
    read.add(registration);
    return registration;
  }

  @Override
  public void reset() {
    super.reset();
    if (writtenIds.size > 0) {
      writtenIds.clear(64);
    }
    read.clear();
  }
}
