package dev.corral.internal.near;

/** What a sample of a shard's metadata shows. */
public enum Verdict {
  /** The shard has followed at least as far as the sample. */
  CONFIRMED,
  /** Messages are on their way, or were lost: {@link NearShard#settled} tells after the grace. */
  PENDING,
  /** The shard was wrong or may have been; it holds nothing now. */
  DROPPED
}
