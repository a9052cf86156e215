package dev.corral.internal.config;

/** Finds the classes that files name. */
final class Classes {

  private Classes() {}

  /**
   * The class of that name; it is not initialized.
   *
   * @throws IllegalArgumentException if the loader does not find it
   */
  static Class<?> load(String className, ClassLoader loader) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          "class " + className + " cannot be loaded by the class loader of the cache manager", e);
    }
  }
}
