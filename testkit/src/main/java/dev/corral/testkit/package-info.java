/** Real Redis servers, a faulty network and child JVMs for tests and first steps. */
@NullMarked
package dev.corral.testkit;

import org.jspecify.annotations.NullMarked;
