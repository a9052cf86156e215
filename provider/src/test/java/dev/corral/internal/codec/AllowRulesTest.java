package dev.corral.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.codec.ClassNotAllowedException;
import dev.corral.codec.Purpose;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("GetClassOnEnum")
class AllowRulesTest {

  @ParameterizedTest
  @CsvSource({
    "com.shop.Order, com.shop.Order, true",
    "com.shop.Order, com.shop.Orders, false",
    "com.shop.Order, com.shop.Order$Line, false",
    "com.shop.*, com.shop.Order, true",
    "com.shop.*, com.shop.Order$Line, true",
    "com.shop.*, com.shop.sub.Order, false",
    "com.shop.*, com.shopping.Order, false",
    "com.shop.**, com.shop.Order, true",
    "com.shop.**, com.shop.sub.Order, true",
    "com.shop.**, com.shopping.Order, false",
    "**, anything.At$all, true"
  })
  void pattern_matches(String pattern, String name, boolean expected) {
    assertThat(new AllowPatterns("books", List.of(pattern)).matches(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "***", "com.*.Order", "com.shop.", "com.shop*", ".*", "a b", "[I"})
  void whatIsNoPattern_isRefusedWithAnExplanation(String pattern) {
    assertThatThrownBy(() -> new AllowPatterns("books", List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("books", "allow", "'" + pattern + "'");
  }

  @Test
  void declaredType_standsForWhatItRefersTo_andNoMore() {
    Map<String, Class<?>> found = DeclaredTypes.reachableFrom(List.of(Shop.Order.class));
    assertThat(found.values())
        .containsExactlyInAnyOrder(
            Shop.Order.class,
            Shop.Address.class,
            Shop.Status.class,
            Shop.Status.PAID.getClass(),
            Shop.Payment.class,
            Shop.Card.class,
            Shop.Invoice.class,
            Shop.Line.class);
  }

  @Test
  void openDeclaredTypes_allowNothing() {
    for (Class<?> open : List.of(Object.class, java.io.Serializable.class, Comparable.class)) {
      ClassRules rules = new ClassRules(Codecs.context(Purpose.VALUE, open));
      assertThatThrownBy(() -> rules.check(Shop.Address.class))
          .isInstanceOf(ClassNotAllowedException.class);
      assertThatThrownBy(() -> rules.check(Thread.class))
          .isInstanceOf(ClassNotAllowedException.class);
    }
  }

  @Test
  void arraysAreAllowed_ifTheirElementsAre() {
    ClassRules rules = new ClassRules(Codecs.context(Purpose.VALUE, Shop.Address[].class));
    rules.check(Shop.Address[][].class);
    rules.check(Shop.Address.class);
    assertThat(rules.load("[[I")).isEqualTo(int[][].class);
    assertThat(rules.load("[" + Shop.Address[].class.getName())).isEqualTo(Shop.Address[][].class);
    assertThatThrownBy(() -> rules.check(Shop.Line[].class))
        .isInstanceOf(ClassNotAllowedException.class)
        .hasMessageContaining("add " + Shop.Line.class.getName());
  }
}
