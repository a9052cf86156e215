package dev.corral.quickstart;

/** One thing worth seeing. */
interface Scene {
  /** What it is about, in a few words. */
  String title();

  /**
   * Shows it, and checks that it is so.
   *
   * @return what it proved, in one plain sentence
   * @throws IllegalStateException if it is not so
   */
  String play(Console console);

  /** Insists on what a scene is to prove. */
  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("Not proved: " + otherwise);
    }
  }
}
