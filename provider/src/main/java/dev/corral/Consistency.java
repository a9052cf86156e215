package dev.corral;

/**
 * What a reader on one node may see of what was written on others. It matters only to caches with a
 * near cache; others read Redis each time. Within a node, its own changes show at once in every
 * mode. {@code docs/consistency.md} says for each mode and each failure what can still be seen, and
 * for how long.
 */
public enum Consistency {
  /**
   * Reads come from the near cache if they can. What was overwritten elsewhere is served for as
   * long as a message takes, and for no longer than {@code staleness-bound} if messages are lost.
   */
  EVENTUAL,

  /**
   * As {@link #EVENTUAL}; but who reads and writes in a {@link CorralSession} never sees anything
   * older than what it has seen before, on any node: it reads its own writes, its reads do not go
   * back, and its writes come after what it had read, for all who see them.
   */
  CAUSAL,

  /**
   * Reads come from the primary, so that operations on a key look as if done one after the other,
   * each at some moment between its call and its return. There is no near cache. Changes may wait
   * for replicas, see {@code wait-replicas}.
   */
  STRONG
}
