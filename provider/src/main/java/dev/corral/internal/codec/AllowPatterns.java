package dev.corral.internal.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The {@code allow} patterns of a cache, matched against binary class names. Immutable. */
final class AllowPatterns {

  private static final String IDENTIFIER = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
  private static final Pattern SYNTAX =
      Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")*(\\.\\*\\*?)?");

  private final Set<String> classes = new HashSet<>();
  private final Set<String> packages = new HashSet<>();
  private final List<String> prefixes = new ArrayList<>();
  private boolean everything;

  AllowPatterns(String cacheName, List<String> patterns) {
    for (String pattern : patterns) {
      if (pattern.equals("**")) {
        everything = true;
      } else if (!SYNTAX.matcher(pattern).matches()) {
        throw new IllegalArgumentException(
            "Cache '%s': '%s' is no pattern for the property 'allow'; use com.shop.Order (a class),"
                    .formatted(cacheName, pattern)
                + " com.shop.* (a package), com.shop.** (with the packages below) or ** (everything)");
      } else if (pattern.endsWith(".**")) {
        prefixes.add(pattern.substring(0, pattern.length() - 2));
      } else if (pattern.endsWith(".*")) {
        packages.add(pattern.substring(0, pattern.length() - 2));
      } else {
        classes.add(pattern);
      }
    }
  }

  /** Whether every class is allowed. */
  boolean allowsEverything() {
    return everything;
  }

  /** Whether a pattern matches the class; arrays are their element type's business. */
  boolean matches(String className) {
    if (everything || classes.contains(className)) {
      return true;
    }
    int dot = className.lastIndexOf('.');
    if (dot > 0 && packages.contains(className.substring(0, dot))) {
      return true;
    }
    for (String prefix : prefixes) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
