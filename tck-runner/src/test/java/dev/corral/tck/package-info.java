/**
 * What the unmodified TCK needs around it: a Redis, beans whose caching annotations work, and a
 * check that it really ran. Uses Corral only through {@code javax.cache}.
 */
@NullMarked
package dev.corral.tck;

import org.jspecify.annotations.NullMarked;
