package dev.corral.codec;

import java.util.List;
import java.util.Objects;

/**
 * What a codec needs to know about the cache that it serves.
 *
 * @param cacheName the cache, for messages
 * @param classLoader where the classes named in encoded bytes are looked up
 * @param keyType the declared type of the keys; {@code Object.class} if the cache is untyped
 * @param valueType the declared type of the values; {@code Object.class} if the cache is untyped
 * @param allow patterns of classes that are allowed beyond JDK value types and the declared types
 *     with what they refer to: {@code com.shop.Order} (one class), {@code com.shop.*} (a package),
 *     {@code com.shop.**} (a package and those below), {@code **} (everything: unsafe where others
 *     can write to Redis)
 * @param purpose whether keys or values are encoded
 */
public record CodecContext(
    String cacheName,
    ClassLoader classLoader,
    Class<?> keyType,
    Class<?> valueType,
    List<String> allow,
    Purpose purpose) {

  /** Copies the list; nothing may be null. */
  public CodecContext {
    Objects.requireNonNull(cacheName, "cacheName");
    Objects.requireNonNull(classLoader, "classLoader");
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(valueType, "valueType");
    Objects.requireNonNull(purpose, "purpose");
    allow = List.copyOf(allow);
  }
}
