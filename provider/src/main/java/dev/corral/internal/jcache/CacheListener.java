package dev.corral.internal.jcache;

import dev.corral.internal.engine.Engine;
import dev.corral.internal.store.EntryMessage;
import dev.corral.internal.store.RedisEntryStore;
import dev.corral.internal.store.ShardListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands what is heard of a cache to its near cache, and to its listeners what other nodes did. */
final class CacheListener implements ShardListener {
  private final RedisEntryStore store;
  private final Engine<?, ?> engine;
  private final boolean tellsListeners;
  private final @Nullable ShardListener near;

  CacheListener(
      RedisEntryStore store,
      Engine<?, ?> engine,
      boolean tellsListeners,
      Optional<? extends Near<?>> near) {
    this.store = store;
    this.engine = engine;
    this.tellsListeners = tellsListeners;
    this.near = near.map(Near::listener).orElse(null);
  }

  @Override
  public void subscribed(int shard, String server) {
    if (near != null) {
      near.subscribed(shard, server);
    }
  }

  @Override
  public void heard(int shard, EntryMessage message) {
    if (near != null) {
      near.heard(shard, message);
    }
    if (tellsListeners && message.carriesRecords() && !store.isOwn(message)) {
      engine.heard(message);
    }
  }

  @Override
  public void changed(int shard, byte[] keyText) {
    if (near != null) {
      near.changed(shard, keyText);
    }
  }

  @Override
  public void emptied(int shard) {
    if (near != null) {
      near.emptied(shard);
    }
  }

  @Override
  public void broken(int shard) {
    if (near != null) {
      near.broken(shard);
    }
  }
}
