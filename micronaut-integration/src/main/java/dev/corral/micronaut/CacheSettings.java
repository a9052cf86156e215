package dev.corral.micronaut;

import dev.corral.Consistency;
import dev.corral.InvalidationSource;
import dev.corral.LifetimeFrom;
import dev.corral.ListenerScope;
import dev.corral.LoadScope;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;
import java.util.List;

/**
 * Corral's options of a cache as properties. Each has a setter, from which the configuration
 * metadata are generated; what the values mean and allow is Corral's affair. Not thread-safe.
 */
public abstract class CacheSettings {
  private final Settings settings = new Settings();

  /** For the configurations of this package. */
  CacheSettings() {}

  /** What was said. */
  Settings settings() {
    return settings;
  }

  /**
   * Over how many shards the entries are spread, 1 to 4096; fixed when the cache is first created.
   *
   * @param shards the option shards
   */
  public void setShards(int shards) {
    settings.put("shards", shards);
  }

  /**
   * How keys and values become bytes: kryo, java, or the name of a CodecFactory's class.
   *
   * @param codec the option codec
   */
  public void setCodec(String codec) {
    settings.put("codec", codec);
  }

  /**
   * Values whose encoded form has at least so many bytes are compressed; 0: none.
   *
   * @param compressFrom the option compress-from
   */
  public void setCompressFrom(@ReadableBytes long compressFrom) {
    settings.put("compress-from", compressFrom);
  }

  /**
   * Classes that the codec may read besides JDK value types and the types of the cache, by name or
   * pattern.
   *
   * @param allow the option allow
   */
  public void setAllow(List<String> allow) {
    settings.put("allow", allow);
  }

  /**
   * How long an entry lives.
   *
   * @param lifetime the option lifetime
   */
  public void setLifetime(Duration lifetime) {
    settings.put("lifetime", lifetime);
  }

  /**
   * From when the lifetime counts.
   *
   * @param lifetimeFrom the option lifetime-from
   */
  public void setLifetimeFrom(LifetimeFrom lifetimeFrom) {
    settings.put("lifetime-from", lifetimeFrom);
  }

  /**
   * How long an expired record stays readable for expired events; 0: not at all.
   *
   * @param expiredGrace the option expired-grace
   */
  public void setExpiredGrace(Duration expiredGrace) {
    settings.put("expired-grace", expiredGrace);
  }

  /**
   * Whose operations listeners hear about.
   *
   * @param listenerScope the option listener-scope
   */
  public void setListenerScope(ListenerScope listenerScope) {
    settings.put("listener-scope", listenerScope);
  }

  /**
   * After how long the exclusive lease of a dead node lapses, 100 ms to 1 h.
   *
   * @param lockLease the option lock-lease
   */
  public void setLockLease(Duration lockLease) {
    settings.put("lock-lease", lockLease);
  }

  /**
   * How long an operation waits for a key that another one holds; 0: it does not wait.
   *
   * @param lockWait the option lock-wait
   */
  public void setLockWait(Duration lockWait) {
    settings.put("lock-wait", lockWait);
  }

  /**
   * How often a background pass frees dead records; 0: never.
   *
   * @param sweepInterval the option sweep-interval
   */
  public void setSweepInterval(Duration sweepInterval) {
    settings.put("sweep-interval", sweepInterval);
  }

  /**
   * Among whom callers of a missing key share one load.
   *
   * @param loadScope the option load-scope
   */
  public void setLoadScope(LoadScope loadScope) {
    settings.put("load-scope", loadScope);
  }

  /**
   * After how long the load lease of a dead node lapses, 100 ms to 1 h.
   *
   * @param loadLease the option load-lease
   */
  public void setLoadLease(Duration loadLease) {
    settings.put("load-lease", loadLease);
  }

  /**
   * How long a caller waits, at most, for another caller's load before it loads for itself.
   *
   * @param loadWait the option load-wait
   */
  public void setLoadWait(Duration loadWait) {
    settings.put("load-wait", loadWait);
  }

  /**
   * How long a load may take; 0: as long as it wants.
   *
   * @param loadTimeout the option load-timeout
   */
  public void setLoadTimeout(Duration loadTimeout) {
    settings.put("load-timeout", loadTimeout);
  }

  /**
   * After how long a caller is served the stale value while the load goes on; 0: never.
   *
   * @param softLoadTimeout the option soft-load-timeout
   */
  public void setSoftLoadTimeout(Duration softLoadTimeout) {
    settings.put("soft-load-timeout", softLoadTimeout);
  }

  /**
   * How eagerly an entry is loaded anew before it expires, 0 to 100; 0: never.
   *
   * @param earlyExpiryBeta the option early-expiry-beta
   */
  public void setEarlyExpiryBeta(double earlyExpiryBeta) {
    settings.put("early-expiry-beta", earlyExpiryBeta);
  }

  /**
   * How long an expired value is served while it is loaded anew; 0: not at all.
   *
   * @param staleWhileRevalidate the option stale-while-revalidate
   */
  public void setStaleWhileRevalidate(Duration staleWhileRevalidate) {
    settings.put("stale-while-revalidate", staleWhileRevalidate);
  }

  /**
   * How long an expired value is served if loading it anew fails; 0: not at all.
   *
   * @param staleIfError the option stale-if-error
   */
  public void setStaleIfError(Duration staleIfError) {
    settings.put("stale-if-error", staleIfError);
  }

  /**
   * For how long the stale value is served without a new attempt after a failed load.
   *
   * @param staleRetry the option stale-retry
   */
  public void setStaleRetry(Duration staleRetry) {
    settings.put("stale-retry", staleRetry);
  }

  /**
   * For how long it is remembered that a method returned null or nothing; 0: not at all.
   *
   * @param nullLifetime the option null-lifetime
   */
  public void setNullLifetime(Duration nullLifetime) {
    settings.put("null-lifetime", nullLifetime);
  }

  /**
   * Whether loads come with the calls; true if not given.
   *
   * @param cacheAside the option cache-aside
   */
  public void setCacheAside(boolean cacheAside) {
    settings.put("cache-aside", cacheAside);
  }

  /**
   * By what fraction, at most, each lifetime is shortened at random, 0 to 0.9.
   *
   * @param jitter the option jitter
   */
  public void setJitter(double jitter) {
    settings.put("jitter", jitter);
  }

  /**
   * How many entries each node keeps near; 0: none.
   *
   * @param nearMaxEntries the option near-max-entries
   */
  public void setNearMaxEntries(int nearMaxEntries) {
    settings.put("near-max-entries", nearMaxEntries);
  }

  /**
   * How many bytes of encoded entries each node keeps near; 0: none.
   *
   * @param nearMaxWeight the option near-max-weight
   */
  public void setNearMaxWeight(@ReadableBytes long nearMaxWeight) {
    settings.put("near-max-weight", nearMaxWeight);
  }

  /**
   * How long an entry is served from the near cache at most.
   *
   * @param nearLifetime the option near-lifetime
   */
  public void setNearLifetime(Duration nearLifetime) {
    settings.put("near-lifetime", nearLifetime);
  }

  /**
   * How callers are kept from modifying near values: auto, share, or the name of a ValueCopier's
   * class.
   *
   * @param nearCopy the option near-copy
   */
  public void setNearCopy(String nearCopy) {
    settings.put("near-copy", nearCopy);
  }

  /**
   * Whether a near cache is allowed although reads extend lifetimes.
   *
   * @param nearIgnoresAccess the option near-ignores-access
   */
  public void setNearIgnoresAccess(boolean nearIgnoresAccess) {
    settings.put("near-ignores-access", nearIgnoresAccess);
  }

  /**
   * From what the near cache hears of changes.
   *
   * @param nearSource the option near-source
   */
  public void setNearSource(InvalidationSource nearSource) {
    settings.put("near-source", nearSource);
  }

  /**
   * What a reader may see of what others write.
   *
   * @param consistency the option consistency
   */
  public void setConsistency(Consistency consistency) {
    settings.put("consistency", consistency);
  }

  /**
   * How long, at most, a near cache serves what was overwritten, 100 ms to 1 h.
   *
   * @param stalenessBound the option staleness-bound
   */
  public void setStalenessBound(Duration stalenessBound) {
    settings.put("staleness-bound", stalenessBound);
  }

  /**
   * How many replicas must have a change before it returns, 0 to 100.
   *
   * @param waitReplicas the option wait-replicas
   */
  public void setWaitReplicas(int waitReplicas) {
    settings.put("wait-replicas", waitReplicas);
  }

  /**
   * How long to wait for replicas.
   *
   * @param waitReplicasTimeout the option wait-replicas-timeout
   */
  public void setWaitReplicasTimeout(Duration waitReplicasTimeout) {
    settings.put("wait-replicas-timeout", waitReplicasTimeout);
  }
}
