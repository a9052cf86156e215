package dev.corral.hibernate;

import org.jspecify.annotations.Nullable;

/**
 * A cached state.
 *
 * @param value what Hibernate gave
 * @param version its version, null if it has none
 * @param timestamp a moment, by Redis's clock, at which this was the committed state
 * @param layout of the value, see {@link Layouts}
 */
record Item(Object value, @Nullable Object version, long timestamp, long layout) implements Slot {}
