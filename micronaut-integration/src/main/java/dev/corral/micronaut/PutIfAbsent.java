package dev.corral.micronaut;

import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** Puts its argument if there is no value, in one atomic step. */
enum PutIfAbsent implements EntryProcessor<Object, Object, @Nullable Object> {
  INSTANCE;

  /** The value that there was, or null. */
  @Override
  public @Nullable Object process(MutableEntry<Object, Object> entry, Object... arguments) {
    if (entry.exists()) {
      return entry.getValue();
    }
    entry.setValue(arguments[0]);
    return null;
  }
}
