/** Near caches and sessions: what is kept near, what is dropped, and what that saves. */
@NullMarked
package dev.corral.it.near;

import org.jspecify.annotations.NullMarked;
