package dev.corral.codec;

/** What a codec is used for. */
public enum Purpose {
  /** Keys: equal keys must give equal bytes, on every node. */
  KEY,
  /** Values: the graph, with its shared and circular references, must come back. */
  VALUE
}
