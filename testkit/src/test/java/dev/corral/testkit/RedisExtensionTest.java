package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithRedis(RedisDeployment.CLUSTER)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisExtensionTest {

  @Test
  @Order(1)
  void parameters_getWhatTheirTypeOrAnnotationSays(
      RedisDeploymentHandle ofClass,
      @WithRedis(RedisDeployment.TLS) RedisDeploymentHandle ofParameter,
      @WithRedis(RedisDeployment.TLS) RedisServer tls,
      RedisServer standalone,
      RedisCluster cluster) {
    assertThat(ofClass).isSameAs(cluster).isSameAs(RedisDeployment.CLUSTER.shared());
    assertThat(ofParameter).isSameAs(tls);
    assertThat(tls.uri()).hasScheme("rediss");
    assertThat(standalone.uri()).hasScheme("redis");
    assertThat(standalone).isSameAs(RedisDeployment.STANDALONE.shared());
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDALONE", "CLUSTER"})
  @Order(2)
  void tests_runOnSeveralDeployments(RedisDeployment deployment) {
    RedisDeploymentHandle redis = deployment.shared();
    redis.primaries().forEach(primary -> primary.command("SCRIPT", "FLUSH"));
    assertThat(redis.uri().getScheme()).startsWith("redis");
    redis.flushAll();
    assertThat(redis.primaries())
        .allSatisfy(primary -> assertThat(primary.commandText("DBSIZE")).isEqualTo("0"));
  }

  @Test
  @Order(3)
  void deadSharedServer_isReplaced(RedisServer standalone) {
    standalone.kill();
    RedisDeploymentHandle next = RedisDeployment.STANDALONE.shared();
    assertThat(next).isNotSameAs(standalone);
    assertThat(next.primaries().get(0).commandText("PING")).isEqualTo("PONG");
  }

  @Test
  @Order(4)
  void data_isLeftBehind(RedisServer standalone) {
    standalone.command("SET", "left", "behind");
    assertThat(standalone.commandText("DBSIZE")).isEqualTo("1");
  }

  @Nested
  class NextClass {
    @Test
    void data_isGone_inTheNextClass(RedisServer standalone, RedisDeploymentHandle ofOuterClass) {
      assertThat(standalone.commandText("DBSIZE")).isEqualTo("0");
      assertThat(ofOuterClass).isInstanceOf(RedisCluster.class);
    }
  }
}
