package dev.corral.it.consistency;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What has been acknowledged, and when, in a file that all JVMs of one machine map: the truth that
 * readers are measured against. Each key has one writer, which counts its changes from 1; change 0
 * is the absence at first. Times are {@link System#nanoTime()}, one clock for all JVMs of a Linux
 * machine.
 *
 * <p>Readers and writers never wait for each other. Of each key the last {@value #REMEMBERED}
 * changes are remembered.
 */
final class Board {

  /** The change has not been overwritten by one that was acknowledged. */
  static final long NEVER = Long.MAX_VALUE;

  static final int REMEMBERED = 1_024;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int STARTED = 0;
  private static final int ACKNOWLEDGED = 1;
  private static final int REMOVAL = 2;
  private static final int FIRST_SLOT = 3;
  private static final int SLOT = 3;
  private static final int KEY = FIRST_SLOT + REMEMBERED * SLOT;
  private static final int HEADER = 1;

  private final ByteBuffer memory;

  private Board(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Maps the board of that many keys, and makes the file if there is none. */
  static Board open(Path file, int keys) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = 8L * (HEADER + (long) keys * KEY);
      return new Board(channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
    }
  }

  private long get(int at) {
    return (long) LONGS.getAcquire(memory, 8 * at);
  }

  private void set(int at, long value) {
    LONGS.setRelease(memory, 8 * at, value);
  }

  private static int field(int key, int field) {
    return HEADER + key * KEY + field;
  }

  private static int slot(int key, long change) {
    return field(key, FIRST_SLOT) + (int) (change % REMEMBERED) * SLOT;
  }

  /**
   * Lets nothing acknowledged until now count: after a failover Redis may have lost it. What is
   * acknowledged from now on counts.
   */
  void doubtThePast() {
    set(0, System.nanoTime());
  }

  /** Lets nothing count at all, until {@link #doubtThePast()}. */
  void doubtEverything() {
    set(0, Long.MAX_VALUE);
  }

  /** The next change of a key, which begins now. For the key's writer. */
  long begin(int key, boolean removal) {
    long change = get(field(key, STARTED)) + 1;
    // In this order: whoever sees the last removal sees that it has begun.
    set(field(key, STARTED), change);
    if (removal) {
      set(field(key, REMOVAL), change);
    }
    return change;
  }

  /** The outcome of a change is unknown: it may still take effect. For the key's writer. */
  void unsettled(int key, long change) {
    write(key, change, NEVER, true);
  }

  /** A change was acknowledged, so all before it are overwritten. For the key's writer. */
  void acknowledge(int key, long change) {
    long now = System.nanoTime();
    for (long c = get(field(key, ACKNOWLEDGED)) + 1; c < change; c++) {
      write(key, c, now, isUnsettled(key, c));
    }
    write(key, change, now, false);
    set(field(key, ACKNOWLEDGED), change);
  }

  private void write(int key, long change, long time, boolean unsettled) {
    int slot = slot(key, change);
    set(slot, -1);
    VarHandle.fullFence();
    set(slot + 1, time);
    set(slot + 2, unsettled ? 1 : 0);
    set(slot, change);
  }

  /** The last change of a key that has begun. */
  long started(int key) {
    return get(field(key, STARTED));
  }

  /** The last change of a key that was acknowledged. */
  long acknowledged(int key) {
    return get(field(key, ACKNOWLEDGED));
  }

  /** The last removal of a key that has begun, or 0. */
  long lastRemoval(int key) {
    return get(field(key, REMOVAL));
  }

  /** Whether it was never learned if a change took effect; false if that was long ago. */
  boolean isUnsettled(int key, long change) {
    int slot = slot(key, change);
    boolean unsettled = get(slot) == change && get(slot + 2) == 1;
    return unsettled && get(slot) == change;
  }

  /**
   * When a change was overwritten at the latest: the first later one that counts was acknowledged
   * then. {@link #NEVER} if there is none.
   */
  long overwrittenAt(int key, long change) {
    long doubted = get(0);
    long last = get(field(key, ACKNOWLEDGED));
    long oldest = Math.max(change + 1, last - REMEMBERED / 2);
    for (long later = oldest; later <= last; later++) {
      long time = timeOf(key, later);
      if (time != NEVER && time - doubted > 0) {
        return time;
      }
    }
    return NEVER;
  }

  private long timeOf(int key, long change) {
    int slot = slot(key, change);
    if (get(slot) != change) {
      return NEVER;
    }
    long time = get(slot + 1);
    VarHandle.fullFence();
    return get(slot) == change ? time : NEVER;
  }
}
