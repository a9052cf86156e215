package dev.corral.internal.config;

/**
 * A password: usable, but never shown.
 *
 * @param text the password itself
 */
record Secret(String text) {

  @Override
  public String toString() {
    return "***";
  }
}
