/** What becomes of operations when connections are cut, replies are lost and servers are unwell. */
@NullMarked
package dev.corral.it.faults;

import org.jspecify.annotations.NullMarked;
