package dev.corral.internal.config;

import java.util.regex.Pattern;

/**
 * A pattern for names of caches: {@code *} stands for any text, {@code ?} for one character, all
 * else for itself.
 */
record NamePattern(String glob, Pattern regex) {

  static NamePattern of(String glob) {
    StringBuilder regex = new StringBuilder();
    glob.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
              }
            });
    return new NamePattern(glob, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  boolean matches(String cacheName) {
    return regex.matcher(cacheName).matches();
  }
}
