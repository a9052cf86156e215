package dev.corral.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.corral.CorralException;
import dev.corral.testkit.FaultyProxy;
import dev.corral.testkit.RedisServer;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Protocol;

/** Many callers on few connections: each gets its own reply, whatever happens to the others. */
@Timeout(120)
class LaneTest {
  private static final int CALLERS = 32;
  private static final int KEYS = 64;

  private RedisServer server;
  private FaultyProxy proxy;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    proxy = FaultyProxy.to(server.host(), server.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
    await().untilAsserted(() -> assertThat(readers()).isEmpty());
  }

  private static Set<String> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("corral-reader"))
        .collect(Collectors.toSet());
  }

  private BlockingLink link(String options) {
    return Links.to(URI.create(proxy.uri(server.uri()) + "?" + options));
  }

  private static Reply get(RedisLink link, String key) {
    return send(link, Command.repeatable(0, Protocol.Command.GET, Links.bytes(key)));
  }

  private static Reply send(RedisLink link, Command command) {
    return link.send(command).toCompletableFuture().join();
  }

  private static String text(Reply reply) {
    return new String((byte[]) reply.orThrow().value(), StandardCharsets.UTF_8);
  }

  /** Values begin with their keys; from 10 bytes to half a megabyte. */
  private void fill() {
    for (int i = 0; i < KEYS; i++) {
      int size = i % 16 == 0 ? 500_000 : i % 4 == 0 ? 20_000 : 10;
      server.command("SET", "key-" + i, "key-" + i + ":" + "x".repeat(size));
    }
  }

  static Stream<ExecutorService> executors() throws ReflectiveOperationException {
    List<ExecutorService> all = new ArrayList<>(List.of(Executors.newFixedThreadPool(CALLERS)));
    if (Runtime.version().feature() >= 21) {
      all.add(virtualThreads());
    }
    return all.stream();
  }

  private static ExecutorService virtualThreads()
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  @ParameterizedTest
  @MethodSource("executors")
  void everyReply_belongsToItsRequest_whileConnectionsAreCut(ExecutorService executor)
      throws Exception {
    fill();
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger counted = new AtomicInteger();
    AtomicInteger unknown = new AtomicInteger();
    try (BlockingLink link = link("retry-timeout=60s&read-timeout=10s")) {
      AsyncLink async = new AsyncLink(link, executor, executor, UnaryOperator.identity());
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        RedisLink mine = i % 4 == 0 ? async : link;
        callers.add(
            executor.submit(
                () -> {
                  for (int round = 0; round < 100; round++) {
                    if (asked.incrementAndGet() % 400 == 0) {
                      proxy.cutAll();
                    }
                    readOne(mine);
                    countOne(mine, counted, unknown);
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(asked.get()).isEqualTo(CALLERS * 100);
    assertThat(Integer.parseInt(server.commandText("GET", "count")))
        .as("counted, and never twice")
        .isBetween(counted.get(), counted.get() + unknown.get());
    assertThat(counted.get()).isPositive();
  }

  private static void readOne(RedisLink link) {
    String key = "key-" + ThreadLocalRandom.current().nextInt(KEYS);
    assertThat(text(get(link, key))).startsWith(key + ":");
  }

  private static void countOne(RedisLink link, AtomicInteger counted, AtomicInteger unknown) {
    Reply reply = send(link, Command.once(0, Protocol.Command.INCR, Links.bytes("count")));
    if (reply.failure() == null) {
      counted.incrementAndGet();
    } else {
      assertThat(reply.failure()).isInstanceOf(ReplyLostException.class);
      unknown.incrementAndGet();
    }
  }

  @Test
  void anErrorReply_isThatCommandsAlone() throws Exception {
    server.command("SET", "text", "x");
    ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
    try (BlockingLink link = link("")) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        boolean errs = i % 2 == 0;
        callers.add(
            executor.submit(
                () -> {
                  for (int round = 0; round < 100; round++) {
                    Reply reply =
                        send(
                            link,
                            Command.once(
                                0, Protocol.Command.INCR, Links.bytes(errs ? "text" : "number")));
                    if (errs) {
                      assertThat(reply.failure())
                          .isInstanceOf(CorralException.class)
                          .hasMessageContaining("not an integer");
                    } else {
                      assertThat(reply.orThrow().value()).isInstanceOf(Long.class);
                    }
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(server.commandText("GET", "number")).isEqualTo(String.valueOf(CALLERS / 2 * 100));
  }

  @Test
  void concurrentCallers_shareFewConnections() throws Exception {
    fill();
    ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
    try (BlockingLink link = link("")) {
      get(link, "key-1");
      proxy.delay(Duration.ofMillis(5));
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(executor.submit(() -> readOne(link)));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
      assertThat(proxy.connections()).isLessThanOrEqualTo(8);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void interruptedCallers_getTheirReplies_andKeepTheirInterrupt() {
    fill();
    try (BlockingLink link = link("read-timeout=20s")) {
      get(link, "key-1");
      server.pause();
      List<Thread> threads = new ArrayList<>();
      List<CompletableFuture<String>> replies = new ArrayList<>();
      Set<String> interrupted = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 8; i++) {
        String key = "key-" + i;
        CompletableFuture<String> reply = new CompletableFuture<>();
        replies.add(reply);
        Thread thread =
            new Thread(
                () -> {
                  reply.complete(text(get(link, key)));
                  if (Thread.currentThread().isInterrupted()) {
                    interrupted.add(key);
                  }
                });
        threads.add(thread);
        thread.start();
      }
      await().until(() -> threads.stream().allMatch(LaneTest::waits));
      threads.forEach(Thread::interrupt);
      server.resume();
      for (int i = 0; i < 8; i++) {
        assertThat(replies.get(i).join()).startsWith("key-" + i + ":");
      }
      await().untilAsserted(() -> assertThat(interrupted).hasSize(8));
      assertThat(text(get(link, "key-9"))).startsWith("key-9:");
    }
  }

  /** In a read of the socket, parked until someone else has read, or connecting. */
  private static boolean waits(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().startsWith("dev.corral.internal.redis.")
                    && Set.of("park", "readNext", "open").contains(frame.getMethodName()));
  }

  @Test
  void allCallers_areToldOfTheTimeout_whenTheServerDoesNotAnswer() {
    try (BlockingLink link = link("read-timeout=300ms&retry-timeout=0&connect-timeout=300ms")) {
      get(link, "key-1");
      server.pause();
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      ExecutorService executor = Executors.newFixedThreadPool(8);
      for (int i = 0; i < 8; i++) {
        replies.add(
            CompletableFuture.supplyAsync(
                () -> send(link, Command.once(0, Protocol.Command.INCR, Links.bytes("n"))),
                executor));
      }
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(reply.join().failure())
            .isNotNull()
            .satisfiesAnyOf(
                failure -> assertThat(failure).hasMessageContaining("timed out"),
                failure -> assertThat(failure).hasMessageContaining("connect"));
      }
      executor.shutdown();
      server.resume();
      await().untilAsserted(() -> assertThat(get(link, "n").failure()).isNull());
    }
  }

  @Test
  void commandsThatTakeLong_holdUpOthersBrieflyOnly() {
    fill();
    ExecutorService executor = Executors.newCachedThreadPool();
    try (BlockingLink link = link("read-timeout=60s")) {
      get(link, "key-1");
      Command block =
          Command.once(0, Protocol.Command.BLPOP, Links.bytes("list"), Links.bytes("0"));
      List<CompletableFuture<Reply>> slow = new ArrayList<>();
      for (int blocked = 1; blocked <= 3; blocked++) {
        slow.add(CompletableFuture.supplyAsync(() -> send(link, block), executor));
        String told = "blocked_clients:" + blocked;
        await().until(() -> server.commandText("INFO", "clients").contains(told));
        await().until(() -> isAnsweredSoon(link, executor));
      }
      assertThat(slow).noneMatch(CompletableFuture::isDone);
      server.command("RPUSH", "list", "a", "b", "c");
      slow.forEach(reply -> assertThat(reply.join().failure()).isNull());
    } finally {
      executor.shutdown();
    }
  }

  @Test
  @Timeout(40)
  void whoHasItsReply_callsTheNext() {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (BlockingLink link = link("read-timeout=60s&pool-size=1")) {
      AsyncLink async = new AsyncLink(link, executor, executor, UnaryOperator.identity());
      get(link, "key-1");
      List<CompletableFuture<Reply>> inOrder = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Command pop =
            Command.once(0, Protocol.Command.BLPOP, Links.bytes("list-" + i), Links.bytes("0"));
        inOrder.add(
            i % 4 == 3
                ? async.send(pop).toCompletableFuture()
                : CompletableFuture.supplyAsync(() -> send(link, pop), executor));
      }
      for (int i = 0; i < 8; i++) {
        server.command("RPUSH", "list-" + i, "value-" + i);
      }
      for (CompletableFuture<Reply> reply : inOrder) {
        assertThat(reply.join().failure()).isNull();
      }
      assertThat(proxy.connections()).isEqualTo(1);
    } finally {
      executor.shutdown();
    }
  }

  private static boolean isAnsweredSoon(BlockingLink link, Executor executor) {
    Reply heldUp = Reply.failed(new IllegalStateException("held up"));
    return CompletableFuture.supplyAsync(() -> get(link, "key-2"), executor)
            .completeOnTimeout(heldUp, 500, TimeUnit.MILLISECONDS)
            .join()
            .failure()
        == null;
  }

  @Test
  void asynchronousCallers_needNoThreads_andGoOnOnTheirExecutor() {
    fill();
    ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "continuations"));
    Set<String> continuedOn = ConcurrentHashMap.newKeySet();
    try (BlockingLink link = link("read-timeout=20s")) {
      AsyncLink async = new AsyncLink(link, executor, executor, UnaryOperator.identity());
      get(link, "key-1");
      CountDownLatch released = new CountDownLatch(1);
      executor.execute(() -> awaitUninterruptibly(released));
      List<CompletableFuture<String>> replies = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String key = "key-" + i % KEYS;
        replies.add(
            async
                .send(Command.repeatable(0, Protocol.Command.GET, Links.bytes(key)))
                .thenApply(
                    reply -> {
                      continuedOn.add(Thread.currentThread().getName());
                      return text(reply);
                    })
                .toCompletableFuture());
      }
      assertThat(replies).noneMatch(CompletableFuture::isDone);
      assertThat(text(get(link, "key-3"))).as("others go on").startsWith("key-3:");
      released.countDown();
      for (int i = 0; i < 1_000; i++) {
        assertThat(replies.get(i).join()).startsWith("key-" + i % KEYS + ":");
      }
      assertThat(continuedOn).containsExactly("continuations");
      assertThat(proxy.connections()).isLessThanOrEqualTo(8);
    } finally {
      executor.shutdown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void asynchronousCallers_areServed_fromTheFirstOn() {
    fill();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (BlockingLink link = link("retry-timeout=0")) {
      AsyncLink async = new AsyncLink(link, executor, executor, UnaryOperator.identity());
      assertThat(text(get(async, "key-1"))).startsWith("key-1:");
      assertThat(text(get(async, "key-2"))).startsWith("key-2:");
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void callersWait_andAreToldWhy_whenTooMuchIsUnderWay() {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (BlockingLink link =
        link("read-timeout=60s&acquire-timeout=50ms&connect-timeout=60s&retry-timeout=1s")) {
      get(link, "key-1");
      server.pause();
      AsyncLink async = new AsyncLink(link, executor, executor, UnaryOperator.identity());
      Command large =
          Command.repeatable(0, Protocol.Command.GET, Links.bytes("x".repeat(30 * 1024)));
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        replies.add(async.send(large).toCompletableFuture());
      }
      await().until(() -> replies.stream().anyMatch(CompletableFuture::isDone));
      server.resume();
      List<RuntimeException> failures = new ArrayList<>();
      for (CompletableFuture<Reply> reply : replies) {
        RuntimeException failure = reply.join().failure();
        if (failure != null) {
          failures.add(failure);
        }
      }
      assertThat(failures)
          .isNotEmpty()
          .hasSizeLessThan(replies.size())
          .allSatisfy(
              failure ->
                  assertThat(failure)
                      .isInstanceOf(CorralException.class)
                      .hasMessageContaining("under way"));
      assertThat(get(link, "key-1").failure()).isNull();
    } finally {
      executor.shutdown();
    }
  }
}
