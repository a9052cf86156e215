package dev.corral.internal.near;

/**
 * A command under way whose reply may fill the near cache.
 *
 * @param partition of the key
 * @param key as the near cache knows it
 * @param reservation without which the reply is not kept
 * @param sentNanos before it was sent, by this JVM's monotonic clock
 */
record Fill(Partition partition, Object key, Reservation<Object> reservation, long sentNanos) {}
