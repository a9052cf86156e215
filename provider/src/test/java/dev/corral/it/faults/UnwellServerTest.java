package dev.corral.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralException;
import dev.corral.OutcomeUnknownException;
import dev.corral.RedisUnavailableException;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that restart, refuse, hang or are busy: what callers are told, in bounded time. */
@Timeout(60)
class UnwellServerTest {
  private static final String SECRET = "sesame-open-77";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private RedisServer server() {
    return closing(RedisServer.start());
  }

  private TestNode node(URI uri, String... options) {
    return closing(TestNode.at(uri, options));
  }

  private static String address(RedisServer server) {
    return server.host() + ":" + server.port();
  }

  private static void awaitIdleness() {
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(700));
  }

  @Test
  void operations_goOn_whenServerWasRestartedUnderIdleConnections() {
    RedisServer server = server();
    CorralCache<String, String> cache = node(server.uri()).cache("idle");
    List<CompletableFuture<Void>> parallel = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String key = "k" + i;
      parallel.add(cache.putAsync(key, "before").toCompletableFuture());
    }
    parallel.forEach(CompletableFuture::join);
    server.restart();
    awaitIdleness();
    assertThat(cache.putIfAbsent("k0", "after")).isTrue();
    assertThat(cache.get("k0")).isEqualTo("after");
    for (int i = 1; i < 8; i++) {
      assertThat(cache.get("k" + i)).isNull();
      cache.put("k" + i, "after");
      assertThat(cache.remove("k" + i)).isTrue();
    }
  }

  @Test
  void reads_goOn_whenConnectionsInUseAreCut() {
    RedisServer server = server();
    FaultyProxy proxy = closing(FaultyProxy.to(server.host(), server.port()));
    CorralCache<String, String> cache = node(proxy.uri(server.uri())).cache("cut");
    cache.put("k", "v");
    for (int i = 0; i < 20; i++) {
      proxy.cutAll();
      assertThat(cache.get("k")).isEqualTo("v");
    }
  }

  @Test
  void createCache_namesServer_whenItRefusesConnections() {
    RedisServer server = server();
    FaultyProxy proxy = closing(FaultyProxy.to(server.host(), server.port()));
    proxy.refuse(true);
    TestNode node = node(proxy.uri(server.uri()), "connect-timeout=300ms", "retry-timeout=300ms");
    assertThatThrownBy(() -> node.cache("unreachable"))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + proxy.port());
    proxy.refuse(false);
    CorralCache<String, String> cache = node.cache("unreachable");
    cache.put("k", "v");
    assertThat(cache.get("k")).isEqualTo("v");
  }

  @Test
  void createCache_namesServerAndReason_whenPasswordIsWrong() {
    RedisServer server = closing(RedisServer.builder().password("right").build());
    URI uri = URI.create("redis://:" + SECRET + "@" + address(server));
    mustBeRefused(server, catchThrowable(() -> node(uri).cache("c")), "WRONGPASS");
  }

  @Test
  void createCache_namesServerAndReason_whenPasswordIsMissing() {
    RedisServer server = closing(RedisServer.builder().password(SECRET).build());
    URI uri = URI.create("redis://" + address(server));
    mustBeRefused(server, catchThrowable(() -> node(uri).cache("c")), "NOAUTH");
  }

  @Test
  void createCache_namesServerAndReason_whenUserMayNotRunScripts() {
    RedisServer server =
        closing(
            RedisServer.builder()
                .aclUser("limited", SECRET, "~*", "&*", "+@all", "-@scripting")
                .build());
    Throwable failure = catchThrowable(() -> node(server.uriOf("limited")).cache("c"));
    mustBeRefused(server, failure, "NOPERM");
    assertThat(TestNode.messages(failure)).containsIgnoringCase("evalsha");
  }

  @Test
  void put_namesServerAndReason_whenUserMayNotTouchTheKeys() {
    RedisServer server =
        closing(
            RedisServer.builder().aclUser("limited", SECRET, "~other:*", "&*", "+@all").build());
    Throwable failure = catchThrowable(() -> node(server.uriOf("limited")).cache("c"));
    mustBeRefused(server, failure, "NOPERM");
  }

  private static void mustBeRefused(RedisServer server, Throwable failure, String code) {
    assertThat(failure)
        .isInstanceOf(CorralException.class)
        .hasMessageContaining(address(server))
        .hasMessageContaining(code);
    assertThat(TestNode.messages(failure)).doesNotContain(SECRET);
  }

  @Test
  void operations_nameCommandAndServer_whenServerDoesNotAnswer() {
    RedisServer server = server();
    CorralCache<String, String> cache =
        node(server.uri(), "read-timeout=200ms", "retry-timeout=300ms", "connect-timeout=200ms")
            .cache("paused");
    cache.put("k", "v");
    server.pause();
    assertThatThrownBy(() -> cache.get("k"))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining(address(server))
        .hasMessageContaining("MGET")
        .hasMessageContaining("timed out");
    assertThatThrownBy(() -> cache.put("k", "w"))
        .isInstanceOfAny(OutcomeUnknownException.class, RedisUnavailableException.class)
        .hasMessageContaining(address(server));
    server.resume();
    await().untilAsserted(() -> assertThat(cache.get("k")).isIn("v", "w"));
    cache.put("k", "x");
    assertThat(cache.get("k")).isEqualTo("x");
  }

  @Test
  void operations_endWithTheServersWord_whileItIsBusyWithAScript() {
    RedisServer server = closing(RedisServer.builder().option("lua-time-limit", "50").build());
    CorralCache<String, String> cache =
        node(server.uri(), "read-timeout=2s", "retry-timeout=300ms").cache("busy");
    cache.put("k", "v");
    CompletableFuture<Throwable> script =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> server.command("EVAL", "while true do end", "0")));
    await()
        .until(() -> catchThrowable(() -> server.command("GET", "x")) != null || script.isDone());
    assertThatThrownBy(() -> cache.get("k"))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining(address(server))
        .hasMessageContaining("BUSY");
    assertThatThrownBy(() -> cache.put("k", "w"))
        .isInstanceOf(CorralException.class)
        .hasMessageContaining(address(server))
        .hasMessageContaining("BUSY");
    server.command("SCRIPT", "KILL");
    assertThat(script.join()).hasMessageContaining("killed");
    assertThat(cache.get("k")).isEqualTo("v");
    cache.put("k", "x");
    assertThat(cache.get("k")).isEqualTo("x");
  }

  /** A server answers every two megabytes while it loads. */
  @Test
  void operations_waitBoundedly_whileServerLoadsItsData() {
    RedisServer server =
        closing(
            RedisServer.builder()
                .option("key-load-delay", "3000")
                .option("rdbcompression", "no")
                .build());
    CorralCache<String, String> impatient =
        node(server.uri(), "retry-timeout=100ms").cache("loading");
    CorralCache<String, String> patient = node(server.uri(), "retry-timeout=30s").cache("loading");
    for (int i = 0; i < 2_000; i++) {
      patient.put("k" + i, "value-with-some-length-" + "x".repeat(20_000));
    }
    server.command("SAVE");
    CompletableFuture<Void> restart = CompletableFuture.runAsync(server::restart);
    List<String> told = new ArrayList<>();
    await()
        .until(
            () -> {
              Throwable failure = catchThrowable(() -> impatient.get("k1"));
              if (failure != null) {
                assertThat(failure)
                    .isInstanceOf(CorralException.class)
                    .hasMessageContaining(address(server));
                told.add(failure.getMessage());
              }
              return restart.isDone() || told.stream().anyMatch(m -> m.contains("LOADING"));
            });
    assertThat(told).anyMatch(message -> message.contains("LOADING"));
    assertThat(patient.get("k1")).startsWith("value-with");
    restart.join();
  }
}
