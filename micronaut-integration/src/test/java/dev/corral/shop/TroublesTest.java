package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** Callers see what a cached method threw: that very exception, in nothing else. */
@WithRedis
class TroublesTest {
  private Shop shop;
  private Troubles troubles;

  @BeforeEach
  void open(RedisServer redis) {
    shop = Shop.open(redis);
    troubles = shop.bean(Troubles.class);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  static Exception[] thrownByMethods() {
    return new Exception[] {
      new IllegalStateException("unchecked"),
      new IOException("checked"),
      new IOException("with a cause", new IllegalStateException("cause")),
      new CompletionException("the method's own", new IOException("cause")),
      new ExecutionException("the method's own", new IOException("cause"))
    };
  }

  @ParameterizedTest
  @MethodSource("thrownByMethods")
  void blockingMethods_throwWhatTheyThrew(Exception failure) {
    troubles.failWith(failure);
    assertThat(catchThrowable(() -> troubles.blocking(1))).isSameAs(failure);
    assertThat(catchThrowable(() -> troubles.optional(1))).isSameAs(failure);
    assertThat(catchThrowable(() -> troubles.put(1))).isSameAs(failure);
    assertThat(catchThrowable(() -> troubles.forget(1))).isSameAs(failure);
    assertThat(shop.corral().containsKey(1L)).isFalse();
  }

  static Exception[] failuresOfStages() {
    return new Exception[] {
      new IllegalStateException("unchecked"),
      new IOException("checked"),
      new IOException("with a cause", new IllegalStateException("cause"))
    };
  }

  @ParameterizedTest
  @MethodSource("failuresOfStages")
  void futures_failWithWhatTheMethodFailedWith(Exception failure) {
    troubles.failWith(failure);
    assertThat(failure(troubles.future(1))).isSameAs(failure);
    assertThat(failure(future(() -> troubles.futureThatIsNone(1)))).isSameAs(failure);
  }

  @ParameterizedTest
  @MethodSource("failuresOfStages")
  void publishers_failWithWhatTheMethodFailedWith(Exception failure) {
    troubles.failWith(failure);
    assertThat(failure(Mono.from(troubles.one(1)))).isSameAs(failure);
    assertThat(failure(troubles.several(1).collectList())).isSameAs(failure);
  }

  private interface Call {
    CompletableFuture<String> call() throws Exception;
  }

  /** What a method throws before it returns a future is thrown, or becomes the future's failure. */
  private static CompletableFuture<String> future(Call call) {
    try {
      return call.call();
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static @Nullable Object failure(CompletableFuture<String> future) {
    return future.<@Nullable Object>handle((value, failure) -> failure).join();
  }

  private static @Nullable Object failure(Mono<?> mono) {
    return mono.<Object>map(value -> "no failure").onErrorResume(Mono::just).block();
  }
}
