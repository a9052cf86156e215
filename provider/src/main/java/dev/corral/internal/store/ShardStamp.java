package dev.corral.internal.store;

/**
 * A shard's metadata as one command saw or left it.
 *
 * @param epoch of the records that are alive: {@code clear()} and a loss of the metadata change it
 * @param sequence of the last change in the shard; 0 if there was none since the metadata was made
 * @param nonce of the last change in the shard; 0 if there was none since the metadata was made
 */
public record ShardStamp(long epoch, long sequence, long nonce) {}
