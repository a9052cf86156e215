package dev.corral;

/**
 * From when the lifetime of an entry counts, see {@link CorralConfigurationBuilder#lifetime}. Each
 * constant stands for one of the expiry policies of JSR-107.
 */
public enum LifetimeFrom {
  /** From its creation: {@link javax.cache.expiry.CreatedExpiryPolicy}. */
  CREATED,
  /** From its creation or last update: {@link javax.cache.expiry.ModifiedExpiryPolicy}. */
  MODIFIED,
  /** From its creation or last read: {@link javax.cache.expiry.AccessedExpiryPolicy}. */
  ACCESSED,
  /**
   * From its creation, last update or last read: {@link javax.cache.expiry.TouchedExpiryPolicy}.
   */
  TOUCHED
}
