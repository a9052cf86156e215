/**
 * A shop whose product pages come from a slow query, and what a cache in Redis does for it. Uses
 * {@code javax.cache} alone; each scene shows one thing, checks it, and says what it proved.
 */
@NullMarked
package dev.corral.quickstart;

import org.jspecify.annotations.NullMarked;
