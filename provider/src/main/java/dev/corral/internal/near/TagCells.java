package dev.corral.internal.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the near entries of one shard share by their tags: to invalidate a tag costs the same for
 * one entry as for a million.
 *
 * <p>A cell is found only as long as some entry has it: the garbage collector forgets the others.
 *
 * <p>Contract: cells are asked for and ended under the lock of the shard; whether one has ended may
 * be asked by any thread.
 */
final class TagCells {
  private final Cache<String, Cell> cells =
      Caffeine.newBuilder().executor(Runnable::run).weakValues().build();

  /** Stands for one tag, from when it was last invalidated until it is again. */
  static final class Cell {
    private volatile boolean ended;

    boolean isEnded() {
      return ended;
    }
  }

  /** The cells of an entry that is being made; null if it has no tags. */
  Cell @Nullable [] of(List<String> tags) {
    return tags.isEmpty()
        ? null
        : tags.stream().map(tag -> cells.get(tag, t -> new Cell())).toArray(Cell[]::new);
  }

  /** Ends all entries that have a tag. */
  void end(String tag) {
    Cell cell = cells.asMap().remove(tag);
    if (cell != null) {
      cell.ended = true;
    }
  }
}
