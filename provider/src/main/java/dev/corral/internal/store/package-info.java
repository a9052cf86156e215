/**
 * Entries in Redis: the layout of keys and records, the scripts that change them, and the port
 * through which the engine sees them. Depends on {@code redis} and the public codec types.
 */
@NullMarked
package dev.corral.internal.store;

import org.jspecify.annotations.NullMarked;
