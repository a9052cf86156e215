package dev.corral.internal.store;

/**
 * Where a shard stood at a moment, said by the server that owned it.
 *
 * @param view the shard at that moment
 * @param micros that moment, in microseconds since 1970 by the server's clock
 */
public record ShardSample(ShardView view, long micros) {}
