/**
 * The near cache: decoded values in this JVM, kept right by messages and by checks. {@code
 * NearShard} alone decides what may be kept; it knows neither Redis nor time.
 */
@NullMarked
package dev.corral.internal.near;

import org.jspecify.annotations.NullMarked;
