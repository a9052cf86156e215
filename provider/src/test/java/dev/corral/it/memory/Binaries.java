package dev.corral.it.memory;

import dev.corral.testkit.RedisBinary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers on which limits of memory are tried: they differ in how scripts meet them. */
public final class Binaries {
  private Binaries() {}

  /** The one that all tests run on, and the embedded one, which is Redis 6.2. */
  public static List<RedisBinary> all() {
    return List.of(RedisBinary.find(), embedded());
  }

  private static RedisBinary embedded() {
    @Nullable String before = System.getProperty(RedisBinary.PROPERTY);
    System.setProperty(RedisBinary.PROPERTY, "embedded");
    try {
      return RedisBinary.find();
    } finally {
      if (before == null) {
        System.clearProperty(RedisBinary.PROPERTY);
      } else {
        System.setProperty(RedisBinary.PROPERTY, before);
      }
    }
  }
}
