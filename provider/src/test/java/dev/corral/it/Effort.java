package dev.corral.it;

/**
 * How often tests do again what chance decides: as often as they say, or, with {@code
 * -Dtest.effort=0.5}, half as often.
 */
public final class Effort {

  private static final double PART = Double.parseDouble(System.getProperty("test.effort", "1"));

  private Effort() {}

  /** That part of it which this run does; at least one. */
  public static int of(int times) {
    return Math.max(1, (int) Math.round(times * PART));
  }
}
