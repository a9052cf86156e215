package dev.corral.testkit;

/** What a {@link FaultyProxy} does to one command. */
public enum Fault {

  /**
   * The server never sees the command: replies to earlier commands of the connection still reach
   * the client, then both sides are reset.
   */
  CUT_BEFORE,

  /**
   * The server carries the command out, its reply is thrown away and both sides are reset. Commands
   * that the client sent after it on the same connection never reach the server.
   */
  CUT_AFTER,

  /**
   * The server carries the command out; neither its reply nor any later one reaches the client on
   * this connection, which stays open: a network that went silent.
   */
  SWALLOW_REPLY
}
