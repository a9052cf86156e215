package dev.corral;

/** Stand-in. */
public enum Consistency {
  EVENTUAL,
  CAUSAL,
  STRONG
}
