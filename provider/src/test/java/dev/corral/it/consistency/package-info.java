/**
 * What readers on several nodes may see: histories and their checkers, nodes that record them, and
 * the faults under which they must hold.
 */
@NullMarked
package dev.corral.it.consistency;

import org.jspecify.annotations.NullMarked;
