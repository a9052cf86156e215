/**
 * Measurements over many JVMs, each a plain program that prints a Markdown table. Uses the public
 * API of what it measures, and the testkit for servers and child JVMs.
 */
@NullMarked
package dev.corral.benchmarks;

import org.jspecify.annotations.NullMarked;
