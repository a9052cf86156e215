package dev.corral.internal.config;

/** How the Redis servers of a connection work together. */
public enum Topology {
  /** One server, named by its address. */
  STANDALONE,
  /** One primary among replicas; sentinels, whose addresses are given, know which. */
  SENTINEL,
  /** Redis Cluster; some of its nodes are given. */
  CLUSTER
}
