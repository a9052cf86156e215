/**
 * How keys and values become bytes, and the seam for doing it another way. Depends on nothing but
 * {@code javax.cache}; the implementations live in {@code dev.corral.internal.codec}.
 */
@NullMarked
package dev.corral.codec;

import org.jspecify.annotations.NullMarked;
