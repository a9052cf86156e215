package dev.corral.internal.redis;

import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * What an error reply means for the command. None of these commands had an effect.
 *
 * <p>Redis 6.2 wraps the code of an error inside a script into its text, so codes are looked for in
 * the content.
 */
enum ReplyError {
  /** The slot lives elsewhere now. */
  MOVED,
  /** The slot is on its way; this once, ask the other side. */
  ASK,
  /** The server does not know the script. */
  NO_SCRIPT,
  /** The server can't serve now, or is a replica; soon it or another can. */
  TRY_AGAIN,
  /** The server has no memory left for it. */
  FULL,
  /** It will not get better by itself. */
  FINAL;

  /** A script met a key of a moving slot that is at the other server. */
  private static final String MOVED_KEY = "non local key";

  private static final String[] PASSING = {
    "TRYAGAIN", "LOADING", "CLUSTERDOWN", "READONLY", "MASTERDOWN", "BUSY ", "UNBLOCKED"
  };

  static ReplyError of(JedisDataException error) {
    if (error instanceof JedisMovedDataException) {
      return MOVED;
    }
    if (error instanceof JedisAskDataException) {
      return ASK;
    }
    String text = String.valueOf(error.getMessage());
    if (text.startsWith("NOSCRIPT")) {
      return NO_SCRIPT;
    }
    for (String code : PASSING) {
      if (text.startsWith(code) || text.contains("-" + code)) {
        return TRY_AGAIN;
      }
    }
    if (text.contains(MOVED_KEY)) {
      return TRY_AGAIN;
    }
    return text.startsWith("OOM") || text.contains("-OOM") ? FULL : FINAL;
  }
}
