package dev.corral.internal.store;

import dev.corral.CorralException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What all nodes must agree on about a cache; kept in Redis as text, {@code
 * layout=1;id=...;shards=16;codec=kryo}.
 *
 * @param layout version of the data layout
 * @param id random, of this incarnation of the cache
 * @param shards into how many parts it is divided
 * @param codec how values are encoded
 */
record Descriptor(int layout, String id, int shards, String codec) {
  private static final int LAYOUT = 1;

  static Descriptor create(Nonces nonces, int shards, String codec) {
    return new Descriptor(LAYOUT, Long.toHexString(nonces.next()), shards, codec);
  }

  byte[] toBytes() {
    return ("layout=" + layout + ";id=" + id + ";shards=" + shards + ";codec=" + codec)
        .getBytes(StandardCharsets.UTF_8);
  }

  static Descriptor parse(String cacheName, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split(";")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    try {
      return new Descriptor(
          Integer.parseInt(fields.getOrDefault("layout", "")),
          fields.getOrDefault("id", ""),
          Integer.parseInt(fields.getOrDefault("shards", "")),
          fields.getOrDefault("codec", ""));
    } catch (NumberFormatException e) {
      throw new CorralException(
          "The descriptor of cache '"
              + cacheName
              + "' in Redis is not one that this version of Corral wrote. Something else uses the"
              + " same keys; choose another prefix.",
          e);
    }
  }

  void mustAgreeWith(String cacheName, Descriptor wanted) {
    check(cacheName, "layout version", Integer.toString(layout), Integer.toString(wanted.layout));
    check(cacheName, "shards", Integer.toString(shards), Integer.toString(wanted.shards));
    check(cacheName, "codec", codec, wanted.codec);
  }

  private static void check(String cacheName, String what, String found, String wanted) {
    if (!found.equals(wanted)) {
      throw new CorralException(
          "Cache '"
              + cacheName
              + "' exists in Redis with "
              + what
              + " = "
              + found
              + ", but is configured with "
              + what
              + " = "
              + wanted
              + " here. All nodes must agree: configure the same, or destroy the cache everywhere"
              + " first.");
    }
  }
}
