package dev.corral.quickstart;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.cache.Cache;

/** A clear that costs the same for few entries and many. */
record ClearScene(Cache<String, Long> here, Cache<String, Long> there) implements Scene {
  private static final int FEW = 100;
  private static final int MANY = 100_000;
  private static final int CHUNK = 5_000;
  private static final int ROUNDS = 5;

  @Override
  public String title() {
    return "Clear: a hundred entries, a hundred thousand entries";
  }

  @Override
  public String play(Console console) {
    long[] few = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      fill(FEW);
      few[i] = clear();
    }
    Arrays.sort(few);
    long start = System.nanoTime();
    fill(MANY);
    long filled = System.nanoTime() - start;
    Scene.check(there.containsKey("k" + (MANY - 1)), "the other node has all entries");
    long many = clear();

    Bars bars = console.bars(Math.max(filled, many));
    console.lines(
        new Table("", "entries", "took", "")
            .row("putAll", count(MANY), Latencies.show(filled), bars.bar(filled, filled))
            .row("clear", count(FEW), Latencies.show(few[ROUNDS / 2]), bars.bar(few[ROUNDS / 2], 0))
            .row("clear", count(MANY), Latencies.show(many), bars.bar(many, 0))
            .lines());
    for (int i = 0; i < MANY; i += MANY / 100) {
      Scene.check(!there.containsKey("k" + i), "after a clear nothing is left, on any node");
    }
    there.put("k0", 1L);
    Scene.check(here.get("k0") == 1L, "what is put after a clear is there");
    return "A clear ends the life of "
        + count(MANY)
        + " entries, on all nodes, in "
        + Latencies.show(many)
        + ".";
  }

  private static String count(int entries) {
    return String.format(Locale.ROOT, "%,d", entries);
  }

  private void fill(int entries) {
    Map<String, Long> chunk = new HashMap<>();
    for (int i = 0; i < entries; i++) {
      chunk.put("k" + i, (long) i);
      if (chunk.size() == CHUNK || i == entries - 1) {
        here.putAll(chunk);
        chunk.clear();
      }
    }
  }

  private long clear() {
    long start = System.nanoTime();
    here.clear();
    return System.nanoTime() - start;
  }
}
