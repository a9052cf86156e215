package dev.corral.internal.near;

import dev.corral.internal.store.ShardStamp;
import org.jspecify.annotations.Nullable;

/**
 * How far a shard had followed when the command that samples its metadata was sent.
 *
 * @param generation of the shard's entries
 * @param applied the last change followed, null in an unknown state
 */
public record Check(long generation, @Nullable ShardStamp applied) {}
