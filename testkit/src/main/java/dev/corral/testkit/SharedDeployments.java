package dev.corral.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deployments that the tests of this JVM share. Safe for concurrent use. */
final class SharedDeployments {

  private static final Logger log = LoggerFactory.getLogger(SharedDeployments.class);
  private static final Map<RedisDeployment, RedisDeploymentHandle> RUNNING =
      new EnumMap<>(RedisDeployment.class);

  private SharedDeployments() {}

  static synchronized RedisDeploymentHandle get(RedisDeployment deployment) {
    RedisDeploymentHandle running = RUNNING.get(deployment);
    if (running != null && works(running)) {
      return running;
    }
    if (running != null) {
      log.warn("The shared {} no longer works and is replaced", running);
      RUNNING.remove(deployment);
      running.close();
    }
    RedisDeploymentHandle started = deployment.start();
    RUNNING.put(deployment, started);
    return started;
  }

  private static boolean works(RedisDeploymentHandle deployment) {
    try {
      if (deployment instanceof RedisCluster cluster
          && !cluster.nodes().stream().allMatch(RedisServer::isAlive)) {
        return false;
      }
      List<RedisServer> primaries = deployment.primaries();
      int expected = deployment instanceof RedisCluster ? ClusterAssembly.PRIMARIES : 1;
      return primaries.size() == expected
          && primaries.stream().allMatch(p -> p.isAlive() && p.commandText("PING").equals("PONG"));
    } catch (RuntimeException e) {
      log.debug("{} does not answer", deployment, e);
      return false;
    }
  }

  /** Empties what runs; what does not work is replaced when it is asked for. */
  static synchronized void flushRunning() {
    for (RedisDeploymentHandle running : RUNNING.values()) {
      if (works(running)) {
        running.flushAll();
      }
    }
  }

  static synchronized void closeAll() {
    List<RedisDeploymentHandle> all = new ArrayList<>(RUNNING.values());
    RUNNING.clear();
    all.forEach(RedisDeploymentHandle::close);
  }
}
