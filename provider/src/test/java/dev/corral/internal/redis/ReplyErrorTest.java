package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

class ReplyErrorTest {
  private static final String IN_6_2 =
      "ERR Error running script (call to f_9eb3c1a2): @user_script:42: @user_script: 42: -";

  private static ReplyError of(String text) {
    return ReplyError.of(new JedisDataException(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "LOADING Redis is loading the dataset in memory",
        "CLUSTERDOWN The cluster is down",
        "CLUSTERDOWN Hash slot not served",
        "READONLY You can't write against a read only replica.",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "UNBLOCKED force unblock from blocking operation, instance state changed",
        "ERR Script attempted to access a non local key in a cluster node"
      })
  void passingTrouble_isTriedAgain_howeverTheServerSaysIt(String text) {
    assertThat(of(text)).isEqualTo(ReplyError.TRY_AGAIN);
    assertThat(of(text + " script: 81a8b8a2, on @user_script:42.")).isEqualTo(ReplyError.TRY_AGAIN);
    assertThat(of(IN_6_2 + text)).isEqualTo(ReplyError.TRY_AGAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "NOAUTH Authentication required.",
        "NOPERM this user has no permissions to run the 'evalsha' command",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist",
        "ERR value is not an integer or out of range"
      })
  void lastingTrouble_isFinal_howeverTheServerSaysIt(String text) {
    assertThat(of(text)).isEqualTo(ReplyError.FINAL);
    assertThat(of(text + " script: 81a8b8a2, on @user_script:42.")).isEqualTo(ReplyError.FINAL);
    assertThat(of(IN_6_2 + text)).isEqualTo(ReplyError.FINAL);
  }

  @Test
  void fullServer_isSaidToBeSo_howeverTheServerSaysIt() {
    String text = "OOM command not allowed when used memory > 'maxmemory'.";
    assertThat(of(text)).isEqualTo(ReplyError.FULL);
    assertThat(of(text + " script: 81a8b8a2, on @user_script:42.")).isEqualTo(ReplyError.FULL);
    assertThat(of(IN_6_2 + text)).isEqualTo(ReplyError.FULL);
  }

  @Test
  void unknownScript_isSentInFull() {
    assertThat(of("NOSCRIPT No matching script. Please use EVAL.")).isEqualTo(ReplyError.NO_SCRIPT);
  }

  @Test
  void redirections_areKnownByTheirType() {
    HostAndPort where = new HostAndPort("127.0.0.1", 7000);
    assertThat(ReplyError.of(new JedisMovedDataException("MOVED 1 127.0.0.1:7000", where, 1)))
        .isEqualTo(ReplyError.MOVED);
    assertThat(ReplyError.of(new JedisAskDataException("ASK 1 127.0.0.1:7000", where, 1)))
        .isEqualTo(ReplyError.ASK);
  }
}
