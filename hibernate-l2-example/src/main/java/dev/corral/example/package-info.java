/** A shop on two nodes whose entities Hibernate caches in Redis, to show and to measure. */
@NullMarked
package dev.corral.example;

import org.jspecify.annotations.NullMarked;
