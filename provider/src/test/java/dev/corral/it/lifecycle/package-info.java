/** What remains after managers and caches were closed: nothing. */
@NullMarked
package dev.corral.it.lifecycle;

import org.jspecify.annotations.NullMarked;
