/** What travels between a cache and Redis. */
@NullMarked
package dev.corral.it.wire;

import org.jspecify.annotations.NullMarked;
