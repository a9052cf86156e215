package dev.corral.testkit;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done when the JVM ends: the actions run one after the other, the last one
 * registered first, so that processes are dead before their folders are deleted. Safe for
 * concurrent use.
 */
final class Exit {

  private static final Logger log = LoggerFactory.getLogger(Exit.class);
  private static final Deque<Runnable> ACTIONS = new ConcurrentLinkedDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Exit::runAll, "corral-testkit-exit"));
  }

  private Exit() {}

  static void hook(Runnable action) {
    ACTIONS.push(action);
  }

  private static void runAll() {
    for (Runnable action : ACTIONS) {
      try {
        action.run();
      } catch (RuntimeException e) {
        log.warn("Cleaning up at the end of the JVM failed", e);
      }
    }
  }
}
