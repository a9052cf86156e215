/** Operations of many nodes at once: what is atomic between threads is atomic between JVMs. */
@NullMarked
package dev.corral.it.atomic;

import org.jspecify.annotations.NullMarked;
