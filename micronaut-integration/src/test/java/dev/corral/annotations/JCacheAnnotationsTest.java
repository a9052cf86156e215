package dev.corral.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.micronaut.CorralSyncCache;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What JSR-107's annotations mean, and that {@code @CacheResult} is a load. */
@WithRedis
class JCacheAnnotationsTest {
  private ApplicationContext context;
  private Library library;

  @BeforeEach
  void open(RedisServer redis) {
    redis.command("FLUSHALL");
    context =
        ApplicationContext.run(
            Map.of(
                "corral.uri", redis.uri(),
                "corral.caches.books.lifetime", "1h",
                "corral.caches.errors.lifetime", "1h"));
    library = context.getBean(Library.class);
  }

  @AfterEach
  void close() {
    context.close();
  }

  private CorralSyncCache books() {
    return context.getBean(CorralSyncCache.class, Qualifiers.byName("books"));
  }

  @Test
  void result_isKept_underItsKeyParametersAlone() {
    assertThat(library.title(1, "Ann")).isEqualTo("title of 1");
    assertThat(library.title(1, "Bob")).isEqualTo("title of 1");
    assertThat(library.queries()).isEqualTo(1);
    library.title(2, "Bob");
    assertThat(library.queries()).isEqualTo(2);
  }

  @Test
  void concurrentCalls_shareOne() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    library.answers(
        id -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return "late";
        });
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<CompletableFuture<String>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(CompletableFuture.supplyAsync(() -> library.title(1, "Ann"), threads));
      }
      await().until(() -> books().getNativeCache().loadStatistics().coalescedInJvm() == 19);
      gate.countDown();
      assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo("late"));
      assertThat(library.queries()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void exceptions_areKept_ifTheAnnotationSaysSo() {
    library.answers(
        id -> {
          throw id == 1 ? new IllegalStateException("no") : new NoSuchElementException("no");
        });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> library.title(1, "Ann"))
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage("no");
    }
    assertThat(library.queries()).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> library.title(2, "Ann"))
          .isExactlyInstanceOf(NoSuchElementException.class);
    }
    assertThat(library.queries()).isEqualTo(3);
  }

  @Test
  void skipGet_callsTheMethod_andPuts() {
    library.title(1, "Ann");
    library.answers(id -> "new");
    assertThat(library.reread(1)).isEqualTo("new");
    assertThat(library.title(1, "Ann")).isEqualTo("new");
  }

  @Test
  void putAndRemovals_doAsTheySay() {
    library.title(1, "Ann");
    library.rename(1, "new");
    assertThat(library.title(1, "Ann")).isEqualTo("new");
    assertThatThrownBy(() -> library.renameAndFail(1, "newer"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(library.title(1, "Ann")).isEqualTo("newer");
    library.forget(1);
    assertThat(library.title(1, "Ann")).isEqualTo("title of 1");
    library.forgetAll();
    library.title(1, "Ann");
    assertThat(library.queries()).isEqualTo(3);
  }
}
