package dev.corral.internal.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script, sent by its digest and in full where the server does not know it.
 *
 * @param name for messages
 * @param source the Lua text
 * @param digest the SHA-1 of the source, in hexadecimal
 */
public record Script(String name, byte[] source, byte[] digest) {

  /** A script of the given text. */
  public static Script of(String name, String text) {
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(source);
      return new Script(
          name, source, HexFormat.of().formatHex(sha1).getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
