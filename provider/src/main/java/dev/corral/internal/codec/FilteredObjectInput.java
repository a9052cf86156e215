package dev.corral.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;

/**
 * An object stream over untrusted bytes: names are judged before they are loaded, and a JEP 290
 * filter applies the same rules with limits on depth, references, array lengths and bytes that
 * follow from the length of the input. A filter set for the whole JVM is asked as well.
 */
final class FilteredObjectInput extends ObjectInputStream {

  private static final int MAX_DEPTH = 500;

  private final ClassRules rules;
  private final long length;
  private long claimed;

  private FilteredObjectInput(ClassRules rules, ByteArrayInputStream in, int length)
      throws IOException {
    super(in);
    this.rules = rules;
    this.length = length;
    setObjectInputFilter(this::check);
  }

  /** Reads the one object that the bytes hold. */
  static Object readSingle(ClassRules rules, byte[] bytes, int offset, int length)
      throws IOException, ClassNotFoundException {
    ByteArrayInputStream source = new ByteArrayInputStream(bytes, offset, length);
    try (FilteredObjectInput in = new FilteredObjectInput(rules, source, length)) {
      Object object = in.readObject();
      if (object == null || in.read() >= 0 || source.available() > 0) {
        throw new StreamCorruptedException("More or less than one object");
      }
      return object;
    }
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description) {
    return rules.loadFromJavaStream(description.getName());
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces) {
    throw rules.notAllowed("java.lang.reflect.Proxy");
  }

  private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
    ObjectInputFilter ofJvm = ObjectInputFilter.Config.getSerialFilter();
    if (ofJvm != null && ofJvm.checkInput(info) == ObjectInputFilter.Status.REJECTED) {
      return ObjectInputFilter.Status.REJECTED;
    }
    claimed += Math.max(0, info.arrayLength());
    // A hash table may be eight times as long as its entries, each of which takes two bytes.
    if (info.depth() > MAX_DEPTH
        || info.references() > length
        || info.streamBytes() > length
        || claimed > 16 * length) {
      return ObjectInputFilter.Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return ObjectInputFilter.Status.UNDECIDED;
    }
    rules.checkInJavaStream(type);
    return ObjectInputFilter.Status.ALLOWED;
  }
}
