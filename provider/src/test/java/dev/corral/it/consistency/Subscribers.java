package dev.corral.it.consistency;

import static org.awaitility.Awaitility.await;

import dev.corral.testkit.RedisServer;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells whether subscribers of a server were disconnected. */
final class Subscribers {

  private static final Pattern ID = Pattern.compile("(?m)^id=(\\d+) ");

  private final RedisServer server;
  private final Set<String> lost = new TreeSet<>();

  Subscribers(RedisServer server) {
    this.server = server;
  }

  private Set<String> connected() {
    return ID.matcher(server.commandText("CLIENT", "LIST", "TYPE", "pubsub"))
        .results()
        .map((MatchResult line) -> line.group(1))
        .collect(Collectors.toSet());
  }

  /** Does what is meant to disconnect subscribers, and waits until it has, if there are any. */
  void disconnect(Runnable work) {
    Set<String> before = connected();
    work.run();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !connected().containsAll(before) || before.isEmpty());
    before.removeAll(connected());
    lost.addAll(before);
  }

  /** How many connections of subscribers were lost. */
  int lost() {
    return lost.size();
  }
}
