/** What becomes of entries and memory: clear, loss, limits, eviction, the sweep. */
@NullMarked
package dev.corral.it.memory;

import org.jspecify.annotations.NullMarked;
