/**
 * Runs operations: decides the path (blind, compare-and-set or exclusive), calls loaders, writers
 * and processors, and draws statistics and events from the one outcome. Depends on {@code store}
 * and the codec; knows nothing of Redis.
 */
@NullMarked
package dev.corral.internal.engine;

import org.jspecify.annotations.NullMarked;
