/**
 * Where Corral connects and how its caches are set up: options as data, read from URIs, properties,
 * files and the configurations that applications pass. Depends on the public configuration types
 * only; it opens no connection.
 */
@NullMarked
package dev.corral.internal.config;

import org.jspecify.annotations.NullMarked;
