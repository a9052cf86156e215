package dev.corral.it.loading;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralCache;
import dev.corral.CorralCachingProvider;
import dev.corral.testkit.Fault;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many callers whom a flight can't serve, because they asked after it had asked Redis. */
@WithRedis
class FlightConvoyTest {
  private static final int CALLERS = 200;

  private final TestLoader loader = TestLoader.answering(key -> "loaded");
  private FaultyProxy proxy;
  private Nodes nodes;
  private CorralCachingProvider slowNode;

  @BeforeEach
  void open(RedisServer redis) {
    proxy = FaultyProxy.to("localhost", redis.port());
    nodes = new Nodes(redis);
    slowNode = new CorralCachingProvider();
  }

  @AfterEach
  void close() {
    slowNode.close();
    nodes.close();
    proxy.close();
  }

  @Test
  void callers_areServedByTheNextFlights_notOneAfterTheOther(RedisServer redis) {
    CorralCache<String, String> elsewhere = nodes.open(loader);
    URI uri = URI.create(proxy.uri(redis.uri()) + "?retry-timeout=5m");
    CorralCache<String, String> cache = nodes.open(slowNode, uri, loader);
    proxy.onCommand(FlightConvoyTest::isScript, Fault.CUT_BEFORE, Integer.MAX_VALUE);
    List<CompletableFuture<String>> callers = new ArrayList<>();
    callers.add(Nodes.inThread(() -> cache.get("a")));
    await().until(() -> proxy.faultsInjected() > 0);
    for (int i = 0; i < CALLERS; i++) {
      callers.add(Nodes.inThread(() -> cache.get("a")));
    }
    Nodes.awaitFollowers(cache, CALLERS);
    elsewhere.put("a", "put meanwhile");
    List<String> commands = proxy.recordCommands();
    proxy.heal();
    proxy.delay(Duration.ofMillis(50));

    assertThat(callers)
        .allSatisfy(caller -> assertThat(Nodes.result(caller)).isEqualTo("put meanwhile"));
    assertThat(commands.stream().filter(name -> name.startsWith("EVAL")).count())
        .isBetween(1L, 20L);
    assertThat(loader.count()).isZero();
    nodes.areAtRest();
  }

  private static boolean isScript(List<byte[]> command) {
    return new String(command.get(0), US_ASCII).startsWith("EVAL");
  }
}
