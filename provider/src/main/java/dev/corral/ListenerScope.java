package dev.corral;

/** Whose operations the listeners of a cache hear about. */
public enum ListenerScope {
  /** Those of the node on which the listener is registered. */
  LOCAL,
  /** Those of all nodes that share the cache. */
  CLUSTER
}
