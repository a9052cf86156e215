package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.corral.shop.Bookshop.Genre;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.cache.interceptor.ParametersKey;
import io.micronaut.core.type.Argument;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Cached methods of all kinds of return types. */
@WithRedis
class CachedMethodsTest {
  private Shop shop;
  private Bookshop books;
  private Source source;

  @BeforeEach
  void open(RedisServer redis) {
    shop =
        Shop.open(
            redis,
            "corral.caches.books.null-lifetime",
            "1m",
            "corral.caches.books.allow",
            Genre.class.getName());
    books = shop.books();
    source = shop.source();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void value_isQueriedOnce_andConvertedToWhatTheMethodReturns() {
    assertThat(books.title(1)).isEqualTo("title of 1");
    assertThat(books.title(1)).isEqualTo("title of 1");
    assertThat(books.find(1)).contains("title of 1");
    assertThat(books.titleAtomic(1)).isEqualTo("title of 1");
    assertThat(Mono.from(books.titleMono(1)).block()).isEqualTo("title of 1");
    assertThat(Objects.requireNonNull(books.titleLater(1)).join()).isEqualTo("title of 1");
    assertThat(source.queries()).isEqualTo(1);
    assertThat(shop.cache().get(1L, Argument.STRING)).contains("title of 1");
  }

  @Test
  void optional_isStoredAsWhatItHolds() {
    assertThat(books.find(1)).contains("title of 1");
    assertThat(books.find(1)).contains("title of 1");
    assertThat(shop.corral().get(1L)).isEqualTo("title of 1");
    assertThat(source.queries()).isEqualTo(1);
  }

  @Test
  void nothing_isRemembered_forNullLifetime() {
    source.answers(id -> null);
    assertThat(books.title(1)).isNull();
    assertThat(books.find(1)).isEmpty();
    assertThat(Mono.from(books.titleMono(1)).blockOptional()).isEqualTo(Optional.empty());
    assertThat(source.queries()).isEqualTo(1);
  }

  @Test
  void flux_isStoredAsAList() {
    assertThat(books.words("a").collectList().block()).containsExactly("title", "of", "a");
    assertThat(books.words("a").collectList().block()).containsExactly("title", "of", "a");
    assertThat(shop.corral().get("a")).isEqualTo(List.of("title", "of", "a"));
    assertThat(source.queries()).isEqualTo(1);
  }

  @Test
  void future_isSharedByConcurrentCallers() {
    CompletableFuture<String> query = new CompletableFuture<>();
    source.answers(id -> query);
    List<CompletableFuture<?>> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      callers.add(books.titleLater(1));
    }
    await().until(() -> shop.corral().loadStatistics().coalescedInJvm() == 19);
    query.complete("late");

    assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isEqualTo("late"));
    assertThat(source.queries()).isEqualTo(1);
  }

  @Test
  void exception_arrivesAsItWasThrown_andIsNotKept() {
    assertThatThrownBy(() -> books.lost(1))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("book title of 1 is lost");
    assertThatThrownBy(() -> books.lost(1)).isExactlyInstanceOf(IOException.class);
    assertThat(source.queries()).isEqualTo(2);
  }

  @Test
  void failedFuture_failsAsItDid() {
    source.answers(id -> CompletableFuture.failedFuture(new IOException("lost")));
    assertThatThrownBy(() -> Objects.requireNonNull(books.titleLater(1)).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void parameters_makeTheKey_equalOnEveryNode() {
    List<String> first = books.ofGenre(Genre.NOVEL, null, 1999, 2000);
    assertThat(books.ofGenre(Genre.NOVEL, null, 1999, 2000)).isEqualTo(first);
    assertThat(source.queries()).isEqualTo(1);
    books.ofGenre(Genre.POETRY, null, 1999, 2000);
    books.ofGenre(Genre.NOVEL, "null", 1999, 2000);
    books.ofGenre(Genre.NOVEL, null, 1999);
    books.ofGenre(Genre.NOVEL, null, 2000, 1999);
    assertThat(source.queries()).isEqualTo(5);
    assertThat(
            shop.cache()
                .get(
                    new ParametersKey(Genre.NOVEL, null, new int[] {1999, 2000}),
                    Argument.listOf(String.class)))
        .contains(first);
  }

  @Test
  void onlyNamedParameters_makeTheKey() {
    assertThat(books.titleFor(1, "Ann")).isEqualTo("title of 1 for Ann");
    assertThat(books.titleFor(1, "Bob")).isEqualTo("title of 1 for Ann");
  }

  @Test
  void condition_decidesWhetherTheCacheIsUsed() {
    books.titleIfLarge(1);
    books.titleIfLarge(1);
    assertThat(source.queries()).isEqualTo(2);
    books.titleIfLarge(11);
    books.titleIfLarge(11);
    assertThat(source.queries()).isEqualTo(3);
  }

  @Test
  void put_replacesWhatIsCached_synchronouslyOrNot() {
    books.title(1);
    books.rename(1, "new");
    assertThat(books.title(1)).isEqualTo("new");
    books.renameAsync(1, "newer").join();
    assertThat(books.title(1)).isEqualTo("newer");
    books.renameLater(1, "newest");
    await().untilAsserted(() -> assertThat(books.title(1)).isEqualTo("newest"));
    assertThat(source.queries()).isEqualTo(1);
  }

  @Test
  void invalidation_ofOneOrAll_synchronouslyOrNot() {
    books.title(1);
    books.title(2);
    books.forget(1);
    books.title(1);
    books.title(2);
    assertThat(source.queries()).isEqualTo(3);
    books.forgetAsync(1).join();
    books.title(1);
    assertThat(source.queries()).isEqualTo(4);
    books.forgetAll();
    assertThat(shop.corral().containsKey(2L)).isFalse();
    books.title(2);
    books.forgetAllLater();
    await().until(() -> !shop.corral().containsKey(2L));
  }

  @Test
  void load_thatAnInvalidationOvertook_isNotKept() {
    source.answers(
        id -> {
          books.forget(1);
          return "old";
        });
    assertThat(books.title(1)).isEqualTo("old");
    assertThat(shop.corral().containsKey(1L)).isFalse();
  }

  @Test
  void putIfAbsent_isAtomic_andReturnsWhatThereWas() {
    assertThat(shop.cache().putIfAbsent("k", "a")).isEmpty();
    assertThat(shop.cache().putIfAbsent("k", "b")).contains("a");
    assertThat(shop.cache().putIfAbsent("k", () -> "c")).isEqualTo("a");
    assertThat(shop.cache().async().putIfAbsent("k", "d").join()).contains("a");
    assertThat(shop.cache().async().putIfAbsent("l", "d").join()).isEmpty();
  }

  @Test
  void lifetime_isTheSame_forBlockingAndAsynchronousCalls(RedisServer redis) {
    shop.close();
    shop = Shop.open(redis, "corral.caches.books.lifetime", "PT10M");
    shop.books().title(1);
    shop.source().answers(id -> CompletableFuture.completedFuture("later"));
    Objects.requireNonNull(shop.books().titleLater(2)).join();
    shop.books().rename(3, "put");
    shop.books().renameAsync(4, "put").join();
    shop.cache().putIfAbsent(5L, "put");
    shop.cache().async().putIfAbsent(6L, "put").join();

    assertThat(Lifetimes.ofEntries(redis))
        .hasSize(6)
        .allSatisfy(
            left -> assertThat(left).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10)));
  }
}
