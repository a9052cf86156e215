package dev.corral.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says.
 *
 * @param uri of the servers, null if it names none
 * @param connection options of the connection, which those of the URI override
 * @param caches what holds for caches
 */
record FileSettings(@Nullable String uri, OptionValues connection, CacheDefaults caches) {}
