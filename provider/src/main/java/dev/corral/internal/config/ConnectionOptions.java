package dev.corral.internal.config;

import static dev.corral.internal.config.Option.withDefault;
import static dev.corral.internal.config.Option.withoutDefault;

import java.time.Duration;
import java.util.List;

/** The options of a connection, the same in URIs, in files and as properties. */
final class ConnectionOptions {

  private static final OptionType<Duration> TIMEOUT =
      OptionType.duration(Duration.ofMillis(1), Duration.ofHours(1));
  private static final OptionType<String> TEXT =
      OptionType.text("a text that is not empty", text -> !text.isBlank());
  private static final OptionType<Secret> SECRET = OptionType.secret("a text that is not empty");
  private static final OptionType<String> STORE_TYPE =
      OptionType.text("the type of a key store, such as PKCS12 or JKS", text -> !text.isBlank());

  static final Option<Integer> DATABASE =
      withDefault(
          "database", OptionType.wholeNumber(0, 65_535), 0, "The number of the Redis database.");

  static final Option<String> USER =
      withoutDefault("user", TEXT, "The ACL user; unset: Redis's default user.");

  static final Option<Secret> PASSWORD =
      withoutDefault("password", SECRET, "The password of the user.");

  static final Option<String> SENTINEL_USER =
      withoutDefault("sentinel-user", TEXT, "The ACL user at the sentinels.");

  static final Option<Secret> SENTINEL_PASSWORD =
      withoutDefault("sentinel-password", SECRET, "The password at the sentinels.");

  static final Option<Boolean> TLS =
      withDefault("tls", OptionType.flag(), false, "Whether connections are encrypted.");

  static final Option<String> TRUST_STORE =
      withoutDefault(
          "trust-store", TEXT, "File of the key store with the certificates that are trusted.");

  static final Option<Secret> TRUST_STORE_PASSWORD =
      withoutDefault("trust-store-password", SECRET, "The password of the trust store.");

  static final Option<String> TRUST_STORE_TYPE =
      withDefault("trust-store-type", STORE_TYPE, "PKCS12", "The type of the trust store.");

  static final Option<String> KEY_STORE =
      withoutDefault(
          "key-store", TEXT, "File of the key store with the certificate of this client.");

  static final Option<Secret> KEY_STORE_PASSWORD =
      withoutDefault("key-store-password", SECRET, "The password of the key store.");

  static final Option<String> KEY_STORE_TYPE =
      withDefault("key-store-type", STORE_TYPE, "PKCS12", "The type of the key store.");

  static final Option<Boolean> VERIFY_HOSTNAME =
      withDefault(
          "verify-hostname",
          OptionType.flag(),
          true,
          "Whether the server's certificate must be for the host that was connected to.");

  static final Option<String> PREFIX =
      withDefault(
          "prefix",
          OptionType.text(
              "1 to 64 characters, none of them a blank or one of {}*?[]\\",
              text -> text.matches("[^\\s{}*?\\[\\]\\\\]{1,64}")),
          "corral:",
          "What all keys and channels in Redis begin with.");

  static final Option<Duration> CONNECT_TIMEOUT =
      withDefault(
          "connect-timeout", TIMEOUT, Duration.ofSeconds(2), "How long connecting may take.");

  static final Option<Duration> READ_TIMEOUT =
      withDefault("read-timeout", TIMEOUT, Duration.ofSeconds(2), "How long a reply may take.");

  static final Option<Duration> ACQUIRE_TIMEOUT =
      withDefault(
          "acquire-timeout",
          TIMEOUT,
          Duration.ofSeconds(2),
          "How long a command waits for a connection or a place on one.");

  static final Option<Duration> RETRY_TIMEOUT =
      withDefault(
          "retry-timeout",
          OptionType.durationOrZero("no retry", Duration.ofMillis(1), Duration.ofHours(1)),
          Duration.ofSeconds(5),
          "How long a command that certainly had no effect is tried again.");

  static final Option<Integer> POOL_SIZE =
      withDefault(
          "pool-size",
          OptionType.wholeNumber(1, 10_000),
          16,
          "Connections per server for what is large, at most; up to 8 more are shared.");

  static final Option<String> CLIENT_NAME =
      withDefault(
          "client-name",
          OptionType.text("1 to 64 visible ASCII characters", t -> t.matches("[!-~]{1,64}")),
          "corral",
          "The name of the connections in CLIENT LIST.");

  static final OptionTable TABLE =
      new OptionTable(
          List.of(
              DATABASE,
              USER,
              PASSWORD,
              SENTINEL_USER,
              SENTINEL_PASSWORD,
              TLS,
              TRUST_STORE,
              TRUST_STORE_PASSWORD,
              TRUST_STORE_TYPE,
              KEY_STORE,
              KEY_STORE_PASSWORD,
              KEY_STORE_TYPE,
              VERIFY_HOSTNAME,
              PREFIX,
              CONNECT_TIMEOUT,
              READ_TIMEOUT,
              ACQUIRE_TIMEOUT,
              RETRY_TIMEOUT,
              POOL_SIZE,
              CLIENT_NAME));

  private ConnectionOptions() {}
}
