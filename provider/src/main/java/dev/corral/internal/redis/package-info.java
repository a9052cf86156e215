/**
 * Commands in, replies out: connections, routing, server time, and the rules by which a command may
 * be repeated. Depends on Jedis only; knows nothing of caches.
 */
@NullMarked
package dev.corral.internal.redis;

import org.jspecify.annotations.NullMarked;
