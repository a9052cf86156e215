/**
 * Commands in, replies out: connections, routing, server time, and the rules by which a command may
 * be repeated. Depends on Jedis and the connection's settings; knows nothing of caches.
 */
@NullMarked
package dev.corral.internal.redis;

import org.jspecify.annotations.NullMarked;
