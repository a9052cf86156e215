package dev.corral.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralCache;
import dev.corral.annotations.ArchiveParts.Strangers;
import dev.corral.micronaut.CorralSyncCache;
import dev.corral.micronaut.ParameterKey;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Generators of keys and resolvers of caches that annotations name, as beans and as classes. */
@WithRedis
class ArchiveTest {
  private ApplicationContext context;
  private Archive archive;

  @BeforeEach
  void open(RedisServer redis) {
    redis.command("FLUSHALL");
    context =
        ApplicationContext.run(
            Map.of(
                "corral.uri", redis.uri(),
                "corral.caches.books.lifetime", "1h",
                "corral.caches.shelf.lifetime", "1h",
                "corral.caches.strange.lifetime", "1h"));
    archive = context.getBean(Archive.class);
    Strangers.are(cache("strange"));
  }

  @AfterEach
  void close() {
    context.close();
  }

  private CorralCache<Object, Object> cache(String name) {
    return context.getBean(CorralSyncCache.class, Qualifiers.byName(name)).getNativeCache();
  }

  private static ParameterKey key(String... parts) {
    return new ParameterKey(List.of((Object[]) parts));
  }

  @Test
  void keyGenerator_canBeABean_namedForTheWholeClass() {
    String copy = archive.keyedByBean("Emma");
    assertThat(archive.keyedByBean("EMMA")).isEqualTo(copy);
    assertThat(cache("books").get(key("books", "emma"))).isEqualTo(copy);
    assertThat(archive.queries()).isEqualTo(1);
  }

  @Test
  void keyGenerator_canBeAClass_namedForEachMethod() {
    String copy = archive.keyedByClass("Emma");
    assertThat(archive.keyedByClass("EMMA")).isEqualTo(copy);
    assertThat(cache("books").get(key("class", "emma"))).isEqualTo(copy);
    archive.replace("eMMa", "new");
    assertThat(archive.keyedByClass("Emma")).isEqualTo("new");
    archive.drop("EMMA");
    assertThat(cache("books").containsKey(key("class", "emma"))).isFalse();
  }

  @Test
  void resolver_canBeOfABean() {
    String copy = archive.onShelf("Emma");
    assertThat(archive.onShelf("Emma")).isEqualTo(copy);
    assertThat(cache("shelf").get(key("books", "emma"))).isEqualTo(copy);
    assertThat(cache("books").containsKey(key("books", "emma"))).isFalse();
  }

  @Test
  void resolver_canBeOfAClass_andFindACacheThatIsNotCorrals() {
    String copy = archive.elsewhere("Emma");
    assertThat(archive.elsewhere("Emma")).isEqualTo(copy);
    assertThat(archive.queries()).isEqualTo(1);
    assertThat(cache("strange").get(key("books", "emma"))).isEqualTo(copy);
    archive.dropAllElsewhere();
    assertThat(cache("strange").containsKey(key("books", "emma"))).isFalse();
  }

  @Test
  void checkedExceptions_arriveAsTheyWereThrown() {
    List<ThrowingCallable> calls =
        List.of(
            () -> archive.lost("Emma"),
            () -> archive.replaceLost("Emma", "copy"),
            () -> archive.dropLost("Emma"),
            () -> archive.dropAllLost());
    assertThat(calls)
        .allSatisfy(
            call -> assertThatThrownBy(call).isExactlyInstanceOf(IOException.class).hasNoCause());
  }
}
