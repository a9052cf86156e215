package dev.corral.hibernate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the transactions of several nodes of one machine read and committed, and when. */
final class History {
  private record Read(long id, long number, long begun) {}

  private final List<Read> reads = new ArrayList<>();
  private final Map<Long, NavigableMap<Long, Long>> numbersByCommit = new HashMap<>();
  private int writes;

  void add(Path file) {
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(" ");
        long id = Long.parseLong(parts[1]);
        long number = Long.parseLong(parts[2]);
        long at = Long.parseLong(parts[3]);
        if (parts[0].equals("r")) {
          reads.add(new Read(id, number, at));
        } else {
          writes++;
          numbersByCommit
              .computeIfAbsent(id, unknown -> new TreeMap<>())
              .merge(at, number, Math::max);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int reads() {
    return reads.size();
  }

  int writes() {
    return writes;
  }

  /** Reads of a number smaller than one whose commit had returned before the reader began. */
  List<String> violations() {
    numbersByCommit.values().forEach(History::accumulate);
    List<String> violations = new ArrayList<>();
    for (Read read : reads) {
      NavigableMap<Long, Long> commits = numbersByCommit.get(read.id());
      Map.Entry<Long, Long> before = commits == null ? null : commits.lowerEntry(read.begun());
      if (before != null && before.getValue() > read.number()) {
        violations.add(
            "%s, but %d was committed %d us before it began"
                .formatted(read, before.getValue(), (read.begun() - before.getKey()) / 1000));
      }
    }
    return violations;
  }

  /** Makes each commit's number the greatest so far: two may return in the other order. */
  private static void accumulate(NavigableMap<Long, Long> commits) {
    long[] greatest = {0};
    commits.replaceAll((at, number) -> greatest[0] = Math.max(greatest[0], number));
  }
}
