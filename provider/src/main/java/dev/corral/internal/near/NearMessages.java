package dev.corral.internal.near;

import dev.corral.internal.store.EntryKey;
import dev.corral.internal.store.EntryMessage;
import dev.corral.internal.store.ShardListener;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells a near cache what happens to the shards. */
final class NearMessages implements ShardListener {
  /** Stands for a key that can't be decoded here, which no entry here has. */
  private static final Object UNKNOWN = new Object();

  private final NearCache<?> near;
  private final Function<byte[], @Nullable EntryKey> keyOf;
  private final Predicate<EntryMessage> isOwn;

  NearMessages(
      NearCache<?> near,
      Function<byte[], @Nullable EntryKey> keyOf,
      Predicate<EntryMessage> isOwn) {
    this.near = near;
    this.keyOf = keyOf;
    this.isOwn = isOwn;
  }

  @Override
  public void subscribed(int shard, String server) {
    near.partitions().get(shard).subscribed(server);
  }

  @Override
  public void broken(int shard) {
    near.partitions().get(shard).broken();
  }

  @Override
  public void heard(int shard, EntryMessage message) {
    Partition partition = near.partitions().get(shard);
    near.counters()
        .heardAfter(partition.microsSince(message.shard().sequence()), isOwn.test(message));
    switch (message.kind()) {
      // Tells listeners only; the shard is as it was.
      case EXPIRED -> {}
      case CLEARED -> partition.heard(of(message, null, null));
      case UNTAGGED -> partition.heard(of(message, null, message.tag()));
      default -> partition.heard(of(message, nameOf(message.keyText()), null));
    }
  }

  @Override
  public void changed(int shard, byte[] keyText) {
    near.partitions().get(shard).changed(nameOf(keyText));
  }

  @Override
  public void emptied(int shard) {
    near.partitions().get(shard).emptied();
  }

  private Object nameOf(byte[] keyText) {
    EntryKey key = keyOf.apply(keyText);
    return key == null ? UNKNOWN : NearCache.nameOf(key);
  }

  private static Message<Object> of(
      EntryMessage message, @Nullable Object key, @Nullable String tag) {
    return new Message<>(
        message.previous().sequence(), message.previous().nonce(), message.shard(), key, tag);
  }
}
