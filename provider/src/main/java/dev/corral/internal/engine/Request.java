package dev.corral.internal.engine;

import dev.corral.internal.store.Content;
import dev.corral.internal.store.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * An operation and its arguments.
 *
 * @param operation what is asked
 * @param key of which entry
 * @param value the new value, or null where the operation has none
 * @param content what is put, or null where the operation has none
 * @param expected the value that must be there for an operation on equality, else null
 * @param <V> the type of value
 */
record Request<V>(
    Operation operation,
    EntryKey key,
    @Nullable V value,
    @Nullable Content content,
    @Nullable V expected) {}
