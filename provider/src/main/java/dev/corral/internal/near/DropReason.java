package dev.corral.internal.near;

/** Why a shard's entries were dropped. */
public enum DropReason {
  /** The subscription was acknowledged: what was published before may have been missed. */
  SUBSCRIBED,
  /** The subscription was lost. */
  BROKEN,
  /** A message does not follow the one before it: some were lost. */
  GAP,
  /** The shard was cleared, or its records died with its metadata. */
  CLEARED,
  /** Redis answered from an earlier or another past than this shard has followed. */
  REGRESSED,
  /** The shard's metadata is gone. */
  MISSING_METADATA,
  /** The server was emptied. */
  EMPTIED,
  /** Another server answered than before. */
  OTHER_SERVER,
  /** Messages did not arrive in time for what Redis has. */
  BEHIND
}
