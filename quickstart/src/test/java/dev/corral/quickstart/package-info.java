/** Tests of what the scenes draw with. */
@NullMarked
package dev.corral.quickstart;

import org.jspecify.annotations.NullMarked;
