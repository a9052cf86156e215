package dev.corral;

/**
 * From what a near cache hears of changes, see {@link CorralConfigurationBuilder#nearSource}. It
 * makes no difference to caches without a near cache.
 */
public enum InvalidationSource {
  /**
   * From the messages that each change by a Corral node publishes, with the versions before and
   * after it, so that a node notices which it has missed. Other programs publish none.
   */
  MESSAGES,

  /**
   * From these messages and, in addition, from the server-assisted tracking of Redis ({@code CLIENT
   * TRACKING} in its broadcasting mode), which also tells of keys that other programs or the server
   * itself changed. It names keys without versions, so it cannot be combined with {@link
   * Consistency#CAUSAL}.
   */
  TRACKING
}
