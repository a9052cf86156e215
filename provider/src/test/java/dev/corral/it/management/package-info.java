/** Management beans of caches on real Redis. */
@NullMarked
package dev.corral.it.management;

import org.jspecify.annotations.NullMarked;
