@NullMarked
package dev.corral.testkit;

import org.jspecify.annotations.NullMarked;
