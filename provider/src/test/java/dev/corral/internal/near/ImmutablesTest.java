package dev.corral.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImmutablesTest {
  enum Plain {
    A
  }

  enum WithBody {
    A {}
  }

  record OfImmutables(String a, int b, Instant c, Plain d) {}

  record Nested(OfImmutables a, UUID b) {}

  record Recursive(String a, @Nullable Recursive next) {}

  record OfAList(List<String> a) {}

  record OfAnArray(String a, byte[] b) {}

  record OfAnOpenClass(BigDecimal a) {}

  record NestedMutable(Recursive a, OfAList b) {}

  static class Open {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        String.class,
        Long.class,
        BigDecimal.class,
        Instant.class,
        Plain.class,
        OfImmutables.class,
        Nested.class,
        Recursive.class
      })
  void classWithoutModifiableInstances_isKnown(Class<?> type) {
    assertThat(Immutables.isImmutable(type)).isTrue();
  }

  @Test
  void constantWithABody_isKnown() {
    Object constant = WithBody.A;
    assertThat(Immutables.isImmutable(constant.getClass())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        byte[].class,
        Date.class,
        List.class,
        Open.class,
        Object.class,
        OfAList.class,
        OfAnArray.class,
        OfAnOpenClass.class,
        NestedMutable.class
      })
  void classThatMightBeModified_isNot(Class<?> type) {
    assertThat(Immutables.isImmutable(type)).isFalse();
  }
}
