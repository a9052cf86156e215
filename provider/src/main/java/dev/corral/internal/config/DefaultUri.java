package dev.corral.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Where Corral connects if nobody says: the first of a few places that says something. */
public final class DefaultUri {

  static final String PROPERTY = "dev.corral.uri";
  static final String VARIABLE = "CORRAL_URI";
  static final String FILE = "corral.conf";
  static final URI LOCAL = URI.create("redis://localhost:6379");

  private DefaultUri() {}

  /**
   * The system property {@code dev.corral.uri}, else the environment variable {@code CORRAL_URI},
   * else {@code corral.conf} on the class path, else {@code redis://localhost:6379}.
   *
   * @throws CacheException if the property or variable has no URI
   */
  public static URI find(ClassLoader loader) {
    return find(loader, System::getProperty, System::getenv);
  }

  static URI find(
      ClassLoader loader,
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    String property = properties.apply(PROPERTY);
    if (property != null && !property.isBlank()) {
      return parse(property, "system property " + PROPERTY);
    }
    String variable = environment.apply(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return parse(variable, "environment variable " + VARIABLE);
    }
    return loader.getResource(FILE) != null ? URI.create("classpath:" + FILE) : LOCAL;
  }

  /** {@link URI} refuses a scheme with nothing after it, so "embedded:" gets a slash. */
  private static URI parse(String text, String source) {
    String uri = EmbeddedRedis.normalize(text.strip());
    try {
      return new URI(uri);
    } catch (URISyntaxException e) {
      throw new CacheException(
          "The " + source + " is no URI: " + Redaction.of(uri) + " (" + e.getReason() + ")");
    }
  }
}
