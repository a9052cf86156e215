package dev.corral.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.micronaut.ParameterKey;
import dev.corral.testkit.RedisServer;
import dev.corral.testkit.WithRedis;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Under which keys the values of methods are stored, and that equal calls meet. */
@WithRedis
class KeysTest {
  private Shop shop;
  private Keyed keyed;

  @BeforeEach
  void open(RedisServer redis) {
    shop = Shop.open(redis);
    keyed = shop.bean(Keyed.class);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private boolean isStored(Object key) {
    return shop.corral().containsKey(key);
  }

  private static ParameterKey parameters(@Nullable Object... values) {
    return new ParameterKey(Arrays.asList(values));
  }

  @Test
  void noParameter_isAKeyOfNone() {
    keyed.none();
    keyed.none();
    assertThat(isStored(new ParameterKey(List.of()))).isTrue();
    assertThat(shop.source().queries()).isEqualTo(1);
  }

  @Test
  void oneParameter_isTheKey() {
    keyed.one("a");
    assertThat(isStored("a")).isTrue();
    assertThat(isStored(parameters("a"))).isFalse();
  }

  @Test
  void oneParameter_thatIsNull_isAKeyOfNull() {
    keyed.one(null);
    keyed.one(null);
    assertThat(isStored(new ParameterKey(Arrays.asList((Object) null)))).isTrue();
    assertThat(shop.source().queries()).isEqualTo(1);
    keyed.one("null");
    assertThat(shop.source().queries()).isEqualTo(2);
  }

  @Test
  void oneParameter_thatIsAnArray_isAKeyOfWhatItHolds() {
    keyed.array(new String[] {"a", "b"});
    keyed.array(new String[] {"a", "b"});
    assertThat(shop.source().queries()).isEqualTo(1);
    keyed.array(new String[] {"a"});
    keyed.array(new String[] {"a", null});
    assertThat(shop.source().queries()).isEqualTo(3);
  }

  @Test
  void severalParameters_areAKeyOfAll_inTheirOrder() {
    keyed.two("a", "b");
    keyed.two("a", "b");
    assertThat(isStored(parameters("a", "b"))).isTrue();
    assertThat(shop.source().queries()).isEqualTo(1);
    keyed.two("b", "a");
    keyed.two("a", null);
    keyed.two(null, "a");
    keyed.two(null, null);
    assertThat(shop.source().queries()).isEqualTo(5);
    keyed.two(null, null);
    assertThat(isStored(parameters(null, null))).isTrue();
    assertThat(shop.source().queries()).isEqualTo(5);
  }

  @Test
  void invalidation_meetsTheKeysOfCalls() {
    keyed.two("a", null);
    keyed.two("b", null);
    keyed.forget("a", null);
    assertThat(isStored(parameters("a", null))).isFalse();
    assertThat(isStored(parameters("b", null))).isTrue();
  }

  @Test
  void keyGenerator_makesTheKey_ofAllThatItIsNamedFor() {
    keyed.lowered("A");
    keyed.lowered("a");
    assertThat(isStored("lowered a")).isTrue();
    assertThat(shop.source().queries()).isEqualTo(1);
    keyed.forgetLowered("A");
    assertThat(isStored("lowered a")).isFalse();
  }
}
