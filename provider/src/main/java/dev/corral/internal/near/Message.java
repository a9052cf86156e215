package dev.corral.internal.near;

import dev.corral.internal.store.ShardStamp;
import org.jspecify.annotations.Nullable;

/**
 * What a change told about itself on the channel of its shard.
 *
 * @param previousSequence of the change before it in the shard, 0 if there was none
 * @param previousNonce of the change before it in the shard, 0 if there was none
 * @param stamp the shard as this change left it
 * @param key what was changed; null if the shard was cleared or a tag invalidated
 * @param tag which tag was invalidated, else null
 */
public record Message<K>(
    long previousSequence,
    long previousNonce,
    ShardStamp stamp,
    @Nullable K key,
    @Nullable String tag) {

  boolean isClear() {
    return key == null && tag == null;
  }
}
