package dev.corral.testkit;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;

/** Moves slots between the primaries of a cluster by the commands that an operator's tool sends. */
final class SlotMigration {

  private static final int BATCH = 100;
  private static final String MOVE_MILLIS = "5000";
  private static final Duration KNOWN = Duration.ofSeconds(30);

  private final RedisCluster cluster;

  SlotMigration(RedisCluster cluster) {
    this.cluster = cluster;
  }

  void begin(int slot, RedisServer target) {
    RedisServer source = cluster.primaryOfSlot(slot);
    if (source.equals(target)) {
      throw new IllegalArgumentException(target + " owns slot " + slot + " already");
    }
    setSlot(target, slot, "IMPORTING", cluster.idOf(source));
    setSlot(source, slot, "MIGRATING", cluster.idOf(target));
  }

  int moveKeys(RedisServer source, int slot, RedisServer target, int atMost) {
    try (Connection connection = source.connect()) {
      Object reply =
          RedisAccess.run(
              connection, "CLUSTER", "GETKEYSINSLOT", String.valueOf(slot), String.valueOf(atMost));
      List<?> keys = reply instanceof List<?> list ? list : List.of();
      if (keys.isEmpty()) {
        return 0;
      }
      CommandArguments migrate =
          RedisAccess.arguments(
              "MIGRATE", target.host(), String.valueOf(target.port()), "", "0", MOVE_MILLIS);
      String password = target.password();
      if (password != null) {
        migrate.add("AUTH").add(password);
      }
      migrate.add("KEYS");
      keys.forEach(key -> migrate.add((byte[]) key));
      connection.executeCommand(migrate);
      return keys.size();
    }
  }

  void finish(int slot, RedisServer target) {
    RedisServer source = cluster.primaryOfSlot(slot);
    String targetId = cluster.idOf(target);
    while (moveKeys(source, slot, target, BATCH) > 0) {
      // Until no key is left.
    }
    setSlot(target, slot, "NODE", targetId);
    setSlot(source, slot, "NODE", targetId);
    cluster.primaries().stream()
        .filter(primary -> !primary.equals(target) && !primary.equals(source))
        .forEach(primary -> setSlot(primary, slot, "NODE", targetId));
    Await.until(
        KNOWN,
        () -> "all nodes knew that slot " + slot + " is at " + target,
        () ->
            cluster.nodes().stream()
                .filter(RedisServer::isAlive)
                .allMatch(node -> sees(node, slot, targetId)));
  }

  private static boolean sees(RedisServer node, int slot, String ownerId) {
    return RedisCluster.view(node).stream()
        .anyMatch(seen -> seen.id().equals(ownerId) && seen.owns(slot));
  }

  private static void setSlot(RedisServer node, int slot, String state, String id) {
    node.command("CLUSTER", "SETSLOT", String.valueOf(slot), state, id);
  }
}
