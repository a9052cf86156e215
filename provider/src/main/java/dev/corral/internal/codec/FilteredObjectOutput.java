package dev.corral.internal.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;

/** An object stream that refuses, on writing already, what {@link FilteredObjectInput} would. */
final class FilteredObjectOutput extends ObjectOutputStream {

  private final ClassRules rules;

  private FilteredObjectOutput(ClassRules rules, ByteArrayOutputStream out) throws IOException {
    super(out);
    this.rules = rules;
  }

  static byte[] write(ClassRules rules, Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (FilteredObjectOutput out = new FilteredObjectOutput(rules, bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @Override
  protected void annotateClass(Class<?> type) {
    rules.checkInJavaStream(type);
  }

  @Override
  protected void annotateProxyClass(Class<?> type) {
    throw rules.notAllowed(type.getName());
  }
}
