package dev.corral.it.faults;

import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisDeployment;
import dev.corral.testkit.RedisServer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class StandaloneLostReplyTest extends LostReplyContract {
  private static RedisServer server;
  private static FaultyProxy proxy;

  @BeforeAll
  static void start() {
    server = (RedisServer) RedisDeployment.STANDALONE.shared();
    proxy = FaultyProxy.to(server.host(), server.port());
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Override
  URI faultyUri() {
    return proxy.uri(server.uri());
  }

  @Override
  URI healthyUri() {
    return server.uri();
  }

  @Override
  List<FaultyProxy> proxies() {
    return List.of(proxy);
  }
}
