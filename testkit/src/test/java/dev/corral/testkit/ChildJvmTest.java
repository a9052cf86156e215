package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class ChildJvmTest {

  @TempDir Path folder;

  private static final class Task implements NodeTask {
    private final CyclicBarrier both = new CyclicBarrier(2);
    private final CountDownLatch never = new CountDownLatch(1);
    private List<String> args = List.of();

    @Override
    public void start(List<String> started) {
      args = started;
      if (args.contains("fail")) {
        throw new IllegalArgumentException("cannot start");
      }
    }

    @Override
    public String handle(String command, List<String> texts) throws Exception {
      return switch (command) {
        case "echo" -> String.join("|", texts);
        case "args" -> String.join("|", args);
        case "print" -> {
          System.out.print("printed by the child without an end of line");
          yield "done";
        }
        case "throw" -> throw new IllegalStateException("thrown in the child");
        case "meet" -> String.valueOf(both.await(20, TimeUnit.SECONDS));
        case "hang" -> {
          never.await();
          yield "never";
        }
        case "property" -> System.getProperty(texts.get(0), "none");
        case "heap" -> String.valueOf(Runtime.getRuntime().maxMemory() >> 20);
        case "redis" -> startRedis();
        default -> throw new IllegalArgumentException(command);
      };
    }

    private static String startRedis() {
      try (Jedis jedis = new Jedis(EmbeddedUri.start())) {
        return String.valueOf(RedisAccess.info(jedis.info("server")).get("process_id"));
      }
    }

    @Override
    public void close() throws IOException {
      if (!args.isEmpty() && args.get(0).startsWith("/")) {
        Files.writeString(Path.of(args.get(0)), "closed");
      }
    }
  }

  @Test
  void calls_areAnswered_whateverTheTexts() {
    try (ChildJvm child = ChildJvm.start(Task.class, "one", "", "two words")) {
      assertThat(child.call("args")).isEqualTo("one||two words");
      assertThat(child.call("echo", "line\nbreak", "", "\u0001 ünïcödé"))
          .isEqualTo("line\nbreak||\u0001 ünïcödé");
      assertThat(child.call("echo")).isEmpty();
      assertThat(child.call("print")).isEqualTo("done");
      assertThat(child.call("echo", "after print")).isEqualTo("after print");
      assertThat(child.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void exceptions_comeBackWithTheStackTraceOfTheChild() {
    try (ChildJvm child = ChildJvm.start(Task.class)) {
      assertThatThrownBy(() -> child.call("throw"))
          .isInstanceOf(ChildJvmException.class)
          .hasMessageContaining("thrown in the child")
          .hasMessageContaining("ChildJvmTest$Task.handle");
      assertThat(child.call("echo", "alive")).isEqualTo("alive");
    }
  }

  @Test
  void start_fails_whenTheTaskDoes() {
    assertThatThrownBy(() -> ChildJvm.start(Task.class, "fail"))
        .isInstanceOf(ChildJvmException.class)
        .hasMessageContaining("cannot start");
  }

  @Test
  void calls_runConcurrentlyInTheChild() {
    try (ChildJvm child = ChildJvm.start(Task.class)) {
      CompletableFuture<String> first = child.callAsync("meet");
      String second = child.call("meet");
      assertThat(List.of(first.join(), second)).containsExactlyInAnyOrder("0", "1");
    }
  }

  @Test
  void close_closesTheTask() {
    Path trace = folder.resolve("trace");
    ChildJvm child = ChildJvm.start(Task.class, trace.toString());
    child.close();
    child.close();
    assertThat(trace).hasContent("closed");
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void kill_failsWhatIsUnderWay_andClosesNothing() {
    Path trace = folder.resolve("trace");
    try (ChildJvm child = ChildJvm.start(Task.class, trace.toString())) {
      CompletableFuture<String> call = child.callAsync("hang");
      child.kill();
      assertThatThrownBy(call::join).hasMessageContaining("is gone");
      assertThatThrownBy(() -> child.call("echo")).isInstanceOf(ChildJvmException.class);
      assertThat(trace).doesNotExist();
    }
  }

  @Test
  void pausedChild_answersNothingUntilItIsResumed() {
    try (ChildJvm child = ChildJvm.builder(Task.class).timeout(Duration.ofSeconds(20)).start()) {
      child.pause();
      CompletableFuture<String> call = child.callAsync("echo", "late");
      assertThatThrownBy(() -> call.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      child.resume();
      assertThat(call.join()).isEqualTo("late");
    }
  }

  @Test
  void call_givesUp_afterItsTimeout() {
    try (ChildJvm child = ChildJvm.builder(Task.class).timeout(Duration.ofSeconds(5)).start()) {
      child.pause();
      assertThatThrownBy(() -> child.call("echo")).hasMessageContaining("PT5S");
      child.kill();
    }
  }

  @Test
  void jvmArguments_reachTheChild_afterTheDefaults() {
    try (ChildJvm child = ChildJvm.builder(Task.class).jvmArgs("-Xmx64m", "-Dmine=set").start()) {
      assertThat(child.call("property", "mine")).isEqualTo("set");
      assertThat(Integer.parseInt(child.call("heap"))).isLessThanOrEqualTo(64);
      assertThat(child.call("property", RedisBinary.PROPERTY))
          .isEqualTo(System.getProperty(RedisBinary.PROPERTY, "none"));
    }
  }

  @Test
  void redis_diesWithTheJvmThatStartedIt_evenIfThatIsKilled() {
    try (ChildJvm child = ChildJvm.start(Task.class)) {
      long redis = Long.parseLong(child.call("redis"));
      assertThat(ProcessHandle.of(redis).filter(ProcessHandle::isAlive)).isPresent();
      child.kill();
      await().until(() -> ProcessHandle.of(redis).filter(ProcessHandle::isAlive).isEmpty());
    }
  }
}
