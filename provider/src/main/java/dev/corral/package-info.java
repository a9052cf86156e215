/**
 * The public face of Corral: the {@code CachingProvider}, and what goes beyond JSR-107 by {@code
 * unwrap} and configuration.
 */
@NullMarked
package dev.corral;

import org.jspecify.annotations.NullMarked;
