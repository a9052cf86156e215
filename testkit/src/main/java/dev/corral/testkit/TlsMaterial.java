package dev.corral.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate for 127.0.0.1 and localhost in the forms that both sides need, made
 * once per JVM by the JDK's {@code keytool}. Immutable.
 */
final class TlsMaterial {

  private static final String ALIAS = "redis";
  private static final String PASSWORD_VARIABLE = "CORRAL_TESTKIT_STORE_PASSWORD";
  private static @Nullable TlsMaterial shared;

  private final Path folder = TempFolders.create("corral-redis-tls");
  private final String password = UUID.randomUUID().toString();
  private final Path keyStore = folder.resolve("server.p12");
  private final Path trustStore = folder.resolve("trust.p12");
  private final Path certificatePem = folder.resolve("certificate.pem");
  private final Path keyPem = folder.resolve("key.pem");
  private final SSLContext serverContext;

  private TlsMaterial() throws IOException, GeneralSecurityException {
    generate();
    KeyStore server = load(keyStore);
    Certificate certificate = server.getCertificate(ALIAS);
    writePem(certificatePem, "CERTIFICATE", certificate.getEncoded());
    writePem(keyPem, "PRIVATE KEY", server.getKey(ALIAS, password.toCharArray()).getEncoded());
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(ALIAS, certificate);
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trust.store(out, password.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(server, password.toCharArray());
    serverContext = SSLContext.getInstance("TLS");
    serverContext.init(keys.getKeyManagers(), null, null);
  }

  static synchronized TlsMaterial shared() {
    if (shared == null) {
      try {
        shared = new TlsMaterial();
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException("No certificate could be made for TLS", e);
      }
    }
    return shared;
  }

  private void generate() throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    ProcessBuilder builder =
        new ProcessBuilder(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "30",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=IP:127.0.0.1,DNS:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            keyStore.toString(),
            "-storepass:env",
            PASSWORD_VARIABLE);
    builder.environment().put(PASSWORD_VARIABLE, password);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(keyStore)) {
      throw new IOException(keytool + " failed: " + output);
    }
  }

  private KeyStore load(Path store) throws IOException, GeneralSecurityException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, password.toCharArray());
    }
    return loaded;
  }

  private static void writePem(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  String password() {
    return password;
  }

  Path trustStore() {
    return trustStore;
  }

  Path certificatePem() {
    return certificatePem;
  }

  Path keyPem() {
    return keyPem;
  }

  SSLContext serverContext() {
    return serverContext;
  }
}
