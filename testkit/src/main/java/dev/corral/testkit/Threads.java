package dev.corral.testkit;

/** Daemon threads with names that say what they are for. */
final class Threads {

  private Threads() {}

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "corral-testkit-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw Await.interrupted(e);
    }
  }
}
