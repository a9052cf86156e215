/**
 * The JSR-107 facade: argument and closed checks, names of operations, life cycle of managers and
 * caches, management beans. Everything else is the engine's.
 */
@NullMarked
package dev.corral.internal.jcache;

import org.jspecify.annotations.NullMarked;
