/**
 * Corral as cache backend of Micronaut: {@code @Cacheable} and its kin go to Corral's caches, with
 * all that protects their loads. Configured under {@code corral}.
 */
@NullMarked
package dev.corral.micronaut;

import org.jspecify.annotations.NullMarked;
