package dev.corral.internal.config;

import dev.corral.InvalidationSource;
import java.time.Duration;
import java.util.Optional;

/**
 * The near cache of a cache.
 *
 * @param maxEntries how many entries; 0 if the weight bounds it
 * @param maxWeight how many bytes of encoded entries; 0 if the number of entries bounds it
 * @param lifetime how long an entry is served at most; empty: as long as it lives
 * @param copy "auto", "share" or the name of a copier's class
 * @param source from what it hears of changes
 */
public record NearSettings(
    long maxEntries,
    long maxWeight,
    Optional<Duration> lifetime,
    String copy,
    InvalidationSource source) {}
