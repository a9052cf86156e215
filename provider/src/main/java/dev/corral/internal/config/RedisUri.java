package dev.corral.internal.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * A URI that names Redis servers, read by hand: {@link java.net.URI} knows no authority with
 * several hosts.
 *
 * @param address the servers
 * @param options what user info, path and query say, of {@link ManagerOptions}
 */
record RedisUri(RedisAddress address, OptionValues options) {

  static final String FORMS =
      "redis://[user:password@]host[:port][/database][?option=value&...], rediss://... for TLS,"
          + " redis-sentinel://[user:password@]host[:port],.../master[/database][?...],"
          + " redis-cluster://[user:password@]host[:port],...[?...]";

  private static final Pattern SYNTAX =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)(/[^?#]*)?(?:\\?([^#]*))?");
  private static final Pattern NODE =
      Pattern.compile(
          "(?:\\[([0-9a-fA-F:.]+(?:%25[^\\]]+)?)\\]|([^:\\[\\]@\\s]+))(?::([0-9]{1,5}))?");
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  /** Whether a URI with this scheme is one of these. */
  static boolean isScheme(String scheme) {
    return switch (scheme) {
      case "redis", "rediss", "redis-sentinel", "redis-cluster" -> true;
      default -> false;
    };
  }

  /**
   * Reads a URI.
   *
   * @throws CacheException if it is malformed or has options that are unknown, malformed or given
   *     twice; the message shows no password
   */
  static RedisUri parse(String uri) {
    try {
      return parseParts(uri);
    } catch (IllegalArgumentException e) {
      throw new CacheException("The URI " + Redaction.of(uri) + " is refused: " + e.getMessage());
    }
  }

  private static RedisUri parseParts(String uri) {
    Matcher matcher = SYNTAX.matcher(uri);
    if (!matcher.matches() || !isScheme(matcher.group(1).toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "it does not have one of the forms "
              + FORMS
              + "; special characters in user and password are written as %XX");
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    String authority = matcher.group(2);
    int at = authority.lastIndexOf('@');
    String hosts = authority.substring(at + 1);
    List<String> path = pathOf(matcher.group(3));

    UriOptions options = new UriOptions();
    if (at >= 0) {
      options.addUserInfo(authority.substring(0, at));
    }
    if (scheme.equals("rediss")) {
      options.add(ConnectionOptions.TLS, "true");
    }
    RedisAddress address = addressOf(scheme, hosts, path);
    if (!path.isEmpty()) {
      options.add(ConnectionOptions.DATABASE, path.get(0));
    }
    options.addQuery(matcher.group(4));
    return new RedisUri(address, options.values());
  }

  /** Takes the master's name from the path, so that the database is left. */
  private static RedisAddress addressOf(String scheme, String hosts, List<String> path) {
    int mostSegments = 1;
    RedisAddress address;
    switch (scheme) {
      case "redis-sentinel" -> {
        if (path.isEmpty()) {
          throw new IllegalArgumentException(
              "the name of the primary that the sentinels watch is missing:"
                  + " redis-sentinel://host:port,host:port/master");
        }
        String master = path.remove(0);
        address = new RedisAddress(Topology.SENTINEL, nodes(hosts, SENTINEL_PORT), master);
      }
      case "redis-cluster" -> {
        mostSegments = 0;
        address = new RedisAddress(Topology.CLUSTER, nodes(hosts, PORT), null);
      }
      default -> {
        List<HostAndPort> nodes = nodes(hosts, PORT);
        if (nodes.size() > 1) {
          throw new IllegalArgumentException(
              "it names several hosts: use redis-sentinel:// or redis-cluster://");
        }
        address = new RedisAddress(Topology.STANDALONE, nodes, null);
      }
    }
    if (path.size() > mostSegments) {
      throw new IllegalArgumentException("its path has too many parts, the form is " + FORMS);
    }
    return address;
  }

  private static List<HostAndPort> nodes(String hosts, int defaultPort) {
    List<HostAndPort> nodes = new ArrayList<>();
    for (String text : hosts.split(",", -1)) {
      Matcher matcher = NODE.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "host " + (nodes.size() + 1) + " must be host, host:port or [ipv6]:port");
      }
      String host = decode(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      int port = matcher.group(3) == null ? defaultPort : Integer.parseInt(matcher.group(3));
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("the port of " + host + " must be from 1 to 65535");
      }
      nodes.add(new HostAndPort(host, port));
    }
    return nodes;
  }

  private static List<String> pathOf(@Nullable String rawPath) {
    List<String> segments = new ArrayList<>();
    if (rawPath != null) {
      for (String segment : rawPath.split("/")) {
        if (!segment.isEmpty()) {
          segments.add(decode(segment));
        }
      }
    }
    return segments;
  }

  /** Undoes percent-encoding; a plus sign stays one. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a % in it is not followed by two hexadecimal digits; write % itself as %25");
    }
  }
}
