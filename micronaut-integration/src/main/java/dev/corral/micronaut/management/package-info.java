/** What shows Corral's caches to operators: health, meters, an endpoint. */
@NullMarked
package dev.corral.micronaut.management;

import org.jspecify.annotations.NullMarked;
