/** Listeners and nested use of a cache, on real Redis. */
@NullMarked
package dev.corral.it.events;

import org.jspecify.annotations.NullMarked;
