/** The annotations of JSR-107 on beans of Micronaut, by the tests of the TCK and our own. */
@NullMarked
package dev.corral.annotations;

import org.jspecify.annotations.NullMarked;
