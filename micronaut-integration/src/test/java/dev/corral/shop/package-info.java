/** An application with cached methods, for tests. */
@NullMarked
package dev.corral.shop;

import org.jspecify.annotations.NullMarked;
