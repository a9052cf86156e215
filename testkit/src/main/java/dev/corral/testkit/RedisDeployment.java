package dev.corral.testkit;

/** The shapes in which Redis can be run. */
public enum RedisDeployment {
  /** One server. */
  STANDALONE,
  /** One server that speaks TLS only. */
  TLS,
  /** One primary, two replicas, three Sentinels. */
  SENTINEL,
  /** Three primaries, three replicas. */
  CLUSTER;

  /** Starts a deployment of this shape that belongs to the caller, who closes it. */
  public RedisDeploymentHandle start() {
    return switch (this) {
      case STANDALONE -> RedisServer.start();
      case TLS -> RedisServer.builder().tls().build();
      case SENTINEL -> RedisSentinels.start();
      case CLUSTER -> RedisCluster.start();
    };
  }

  /**
   * The one deployment of this shape that all tests of this JVM share. It is started when it is
   * first asked for, replaced if it no longer works, and closed at the end of the test run; the
   * caller does not close it.
   */
  public RedisDeploymentHandle shared() {
    return SharedDeployments.get(this);
  }
}
