/**
 * Corral as cache backend of Micronaut: {@code @Cacheable} and its kin go to Corral's caches, with
 * all that protects their loads. Configured under {@code corral}; {@code corral.enabled = false}
 * takes all of it away.
 */
@NullMarked
@Configuration
@Requires(property = "corral.enabled", notEquals = "false")
package dev.corral.micronaut;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
