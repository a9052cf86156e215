package dev.corral.micronaut;

/** What {@code @Cacheable} methods do while Redis cannot be reached. */
public enum WhenUnavailable {
  /** The call fails with what Corral says about the server. */
  FAIL,
  /** The method is called, each time. Changes of the cache still fail: what is stale must go. */
  CALL_METHOD
}
