package dev.corral.internal.store;

import dev.corral.internal.redis.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The Lua scripts, read from the resources beside this class. */
final class Scripts {
  static final Script MUTATE = Script.of("mutate", text("put") + text("common") + text("mutate"));
  static final Script LEASE = load("lease");
  static final Script CLEAR = load("clear");
  static final Script UNTAG = load("untag");
  static final Script SWEEP = load("sweep");
  static final Script SAMPLE = load("sample");
  static final Script MARK = load("mark");
  static final Script OPEN = load("open");

  private Scripts() {}

  private static Script load(String name) {
    return Script.of(name, text("common") + text(name));
  }

  /** One of the files that scripts are made of. */
  static String text(String name) {
    try (InputStream in = Scripts.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks the script " + name + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the script " + name + ".lua", e);
    }
  }
}
