package dev.corral;

/** Among whom callers that miss the same key at the same time share one load. */
public enum LoadScope {
  /** Nobody: each caller loads for itself. */
  OFF,
  /** The callers in one JVM; several JVMs may load the same key at the same time. */
  JVM,
  /** The callers on all nodes that share the cache. */
  CLUSTER
}
