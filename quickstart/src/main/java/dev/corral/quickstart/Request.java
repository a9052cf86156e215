package dev.corral.quickstart;

/**
 * One request to a cache.
 *
 * @param began in ns since the start of the run
 * @param ended in ns since the start of the run
 */
record Request(long began, long ended) {

  String toText() {
    return began + "-" + ended;
  }

  static Request parse(String text) {
    int dash = text.indexOf('-', 1);
    return new Request(
        Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
  }

  long took() {
    return ended - began;
  }
}
