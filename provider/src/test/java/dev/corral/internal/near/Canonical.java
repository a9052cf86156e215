package dev.corral.internal.near;

import dev.corral.internal.near.Model.Server;
import dev.corral.internal.near.Model.Value;
import dev.corral.internal.store.ShardStamp;
import org.jspecify.annotations.Nullable;

/** A short text that is the same for the same numbers and names, in the order of writing. */
final class Canonical {
  private final StringBuilder out;

  Canonical(int capacity) {
    out = new StringBuilder(capacity);
  }

  void part(String canonical) {
    out.append(canonical);
  }

  void letter(char letter) {
    out.append(letter);
  }

  void server(Server server) {
    text(server.address());
    stamp(server.stamp());
    value(server.first());
    value(server.second());
  }

  void stamp(@Nullable ShardStamp stamp) {
    number(stamp == null ? -1 : stamp.epoch());
    if (stamp != null) {
      number(stamp.sequence());
      number(stamp.nonce());
    }
  }

  void value(@Nullable Value value) {
    number(value == null ? -1 : value.nonce());
    if (value != null) {
      number(value.sequence());
      number(value.epoch());
    }
  }

  void text(@Nullable String text) {
    out.append(text).append('\0');
  }

  void number(long number) {
    out.append((char) (number + 1));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
