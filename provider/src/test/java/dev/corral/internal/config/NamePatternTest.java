package dev.corral.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "product-*, product-, true",
    "product-*, product-1, true",
    "product-*, my-product-1, false",
    "*, '', true",
    "com.example.*, com.example.Book, true",
    "com.example.*, comXexample.Book, false",
    "page-?, page-1, true",
    "page-?, page-, false",
    "page-?, page-10, false",
    "a$b#c.[d]{e}\\Q, a$b#c.[d]{e}\\Q, true",
    "a+, aa, false",
    "*#books, shop#books, true",
  })
  void pattern_matchesWholeNames(String glob, String name, boolean matches) {
    assertThat(NamePattern.of(glob).matches(name)).isEqualTo(matches);
  }
}
