package dev.corral.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted.
 *
 * @param trustStore the certificates that are trusted, null for the JVM's own
 * @param keyStore the certificate of this client, null if it shows none
 * @param verifyHostname whether the server's certificate must be for the host connected to
 */
public record TlsSettings(
    @Nullable Store trustStore, @Nullable Store keyStore, boolean verifyHostname) {

  /**
   * A key store in a file.
   *
   * @param path of the file
   * @param password of the store, null if it has none
   * @param type as {@link java.security.KeyStore#getInstance(String)} takes it
   */
  public record Store(String path, @Nullable String password, String type) {

    @Override
    public String toString() {
      return type + " " + path;
    }
  }
}
