package dev.corral.quickstart;

/**
 * Draws a series of numbers as a row of columns to a common scale.
 *
 * @param highest the value of the highest column
 * @param columns from nothing to the highest
 */
record Sparkline(int highest, String columns) {

  /** The row; whatever is more than nothing shows. */
  String of(int... values) {
    StringBuilder row = new StringBuilder();
    for (int value : values) {
      row.append(columns.charAt(height(value)));
    }
    return row.toString();
  }

  private int height(int value) {
    if (value <= 0 || highest <= 0) {
      return 0;
    }
    int top = columns.length() - 1;
    return (int) Math.max(1, Math.round((double) top * Math.min(value, highest) / highest));
  }
}
