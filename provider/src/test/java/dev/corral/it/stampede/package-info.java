/** Many JVMs that ask for the same missing entry at once: how often it is loaded, and who waits. */
@NullMarked
package dev.corral.it.stampede;

import org.jspecify.annotations.NullMarked;
