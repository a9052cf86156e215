package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.EnumNameSerializer;
import com.esotericsoftware.kryo.serializers.RecordSerializer;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import dev.corral.codec.CodecException;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * A Kryo that keeps to a cache's {@link ClassRules}: JDK types have fixed numbers and serializers
 * that bound what they allocate, all others are written as their {@link Kind} says.
 *
 * <p>Not thread-safe, as every Kryo.
 */
final class CorralKryo extends Kryo {

  static final int MAX_DEPTH = 1_000;

  private final ClassRules rules;

  CorralKryo(ClassRules rules, Schemas schemas, boolean references) {
    super(new CheckedClassResolver(rules, schemas), references ? new StrictReferences() : null);
    this.rules = rules;
    setRegistrationRequired(false);
    setOptimizedGenerics(false);
    setMaxDepth(MAX_DEPTH);
    setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
    JdkSerializers.register(this, rules);
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Serializer getDefaultSerializer(Class type) {
    Kind kind = Kind.of(type);
    return switch (kind) {
      case ARRAY ->
          ((Class<?>) type).getComponentType().isPrimitive()
              ? super.getDefaultSerializer(type)
              : new ArraySerializer(type);
      case ENUM -> new EnumNameSerializer(type);
      case KRYO_AWARE -> super.getDefaultSerializer(type);
      case JAVA -> new FilteredJavaSerializer(rules);
      case RECORD, FIELDS -> replacing(type, kind);
      case INNER, INACCESSIBLE -> throw new CodecException(reason(type, kind));
    };
  }

  @Override
  @SuppressWarnings("rawtypes")
  public boolean isClosure(Class type) {
    return false;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public boolean isProxy(Class type) {
    return false;
  }

  @SuppressWarnings("unchecked")
  private Serializer<?> replacing(Class<?> type, Kind kind) {
    SerialMethods methods = SerialMethods.of(type);
    Serializer<?> plain =
        kind == Kind.RECORD
            ? new RecordSerializer<>(type)
            : new FieldsSerializer(this, type, methods.readResolve() == null);
    return methods.writeReplace() == null && methods.readResolve() == null
        ? plain
        : new ReplacingSerializer((Serializer<Object>) plain, methods);
  }

  private String reason(Class<?> type, Kind kind) {
    String why =
        kind == Kind.INNER
            ? "is an inner class with a hidden reference to what surrounds it; make it static"
            : "extends a JDK class whose fields are out of reach; make it Serializable";
    return "Cache '%s': class %s cannot be encoded: it %s"
        .formatted(rules.cacheName(), type.getName(), why);
  }
}
