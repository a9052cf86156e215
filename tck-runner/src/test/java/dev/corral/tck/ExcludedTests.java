package dev.corral.tck;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects the tests that the TCK excludes. Their bodies do not run but they count as passed; a log
 * message is all that tells.
 */
final class ExcludedTests extends Handler {

  private static final Pattern MESSAGE = Pattern.compile("EXCLUDING TEST '(.*)'\\s+'(.*)'");

  private final Set<String> names = new ConcurrentSkipListSet<>();

  /** The tests as {@code class#method}, with the class that declares the method. */
  Set<String> names() {
    return names;
  }

  @Override
  public void publish(LogRecord record) {
    String message = record.getMessage();
    if (message == null) {
      return;
    }
    Matcher matcher = MESSAGE.matcher(message);
    if (matcher.find()) {
      names.add(matcher.group(1) + "#" + matcher.group(2));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
