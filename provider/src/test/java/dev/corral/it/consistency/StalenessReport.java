package dev.corral.it.consistency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;

/**
 * What readers found.
 *
 * @param checked reads whose age was known
 * @param stale those among them whose value was overwritten, within the bound
 * @param violations those among them that may not be; also reads of what was never written
 * @param unjudged reads about which nothing can be said: they failed, the outcome of the change
 *     that they saw is unknown, or Redis may have lost the entry
 * @param oldest how long ago a value that was read had been overwritten, at most
 * @param changes how many changes were acknowledged
 * @param example one of the violations, or empty
 */
record StalenessReport(
    long checked,
    long stale,
    long violations,
    long unjudged,
    Duration oldest,
    long changes,
    String example) {

  static final StalenessReport NOTHING = new StalenessReport(0, 0, 0, 0, Duration.ZERO, 0, "");

  StalenessReport plus(StalenessReport other) {
    return new StalenessReport(
        checked + other.checked,
        stale + other.stale,
        violations + other.violations,
        unjudged + other.unjudged,
        oldest.compareTo(other.oldest) > 0 ? oldest : other.oldest,
        changes + other.changes,
        example.isEmpty() ? other.example : example);
  }

  String toText() {
    return String.join(
        " ",
        String.valueOf(checked),
        String.valueOf(stale),
        String.valueOf(violations),
        String.valueOf(unjudged),
        oldest.toString(),
        String.valueOf(changes),
        URLEncoder.encode(example, UTF_8));
  }

  static StalenessReport parse(String text) {
    String[] parts = text.split(" ", -1);
    return new StalenessReport(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Duration.parse(parts[4]),
        Long.parseLong(parts[5]),
        URLDecoder.decode(parts[6], UTF_8));
  }
}
