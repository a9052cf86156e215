package dev.corral.quickstart;

/**
 * Draws bars to a common scale: a solid part up to one value, a light part on to a greater one.
 *
 * @param longest the value that fills the width
 * @param width in characters
 * @param solid fills the first part
 * @param light fills the second part
 */
record Bars(long longest, int width, char solid, char light) {

  /** The bar of two values; whatever is more than nothing shows. */
  String bar(long first, long second) {
    int solids = cells(first);
    int lights = Math.max(0, cells(second) - solids);
    return String.valueOf(solid).repeat(solids) + String.valueOf(light).repeat(lights);
  }

  private int cells(long value) {
    if (value <= 0 || longest <= 0) {
      return 0;
    }
    return (int) Math.max(1, Math.round((double) width * Math.min(value, longest) / longest));
  }
}
