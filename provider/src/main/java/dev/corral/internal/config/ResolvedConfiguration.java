package dev.corral.internal.config;

import dev.corral.CorralConfiguration;

/**
 * What holds for one cache, after all that was said about it.
 *
 * @param configuration in which every setting that has a default is filled in
 * @param settings Corral's own settings of it
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record ResolvedConfiguration<K, V>(
    CorralConfiguration<K, V> configuration, CacheSettings settings) {}
