package dev.corral.testkit;

import java.io.IOException;
import java.util.List;

/**
 * What a {@link ChildJvm} does. The class needs a constructor without parameters, of any
 * visibility.
 *
 * <p>{@link #start} runs alone and first; {@link #handle} may then run in many threads at once;
 * {@link #close} runs once, when the parent closes the child or is gone, possibly while calls are
 * under way.
 */
public interface NodeTask extends AutoCloseable {

  /** Prepares the node; what it throws comes out of {@link ChildJvm#start}. */
  void start(List<String> args) throws Exception;

  /**
   * Answers one call of the parent.
   *
   * @return the answer, never null; what is thrown instead comes out of the parent's call
   */
  String handle(String command, List<String> args) throws Exception;

  @Override
  default void close() throws IOException {}
}
