/** What becomes of loads, whatever happens to them: outcomes, options, races with changes. */
@NullMarked
package dev.corral.it.loading;

import org.jspecify.annotations.NullMarked;
