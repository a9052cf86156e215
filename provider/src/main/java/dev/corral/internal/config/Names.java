package dev.corral.internal.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Helps those who mistyped a name. */
final class Names {

  private Names() {}

  /** Says that a name is unknown, which one was probably meant, and which ones there are. */
  static String unknown(String what, String name, Collection<String> known) {
    String guess = nearest(name, known).map(near -> ", did you mean '" + near + "'?").orElse(";");
    return "unknown " + what + " '" + name + "'" + guess + " known are " + String.join(", ", known);
  }

  /** The known name that differs in the fewest letters, if it differs in few. */
  static Optional<String> nearest(String name, Collection<String> known) {
    String best = null;
    int fewest = Math.max(2, name.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate);
      if (distance < fewest) {
        fewest = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's edit distance, row by row. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
