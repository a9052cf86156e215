package dev.corral.internal.near;

import dev.corral.ValueCopier;
import dev.corral.codec.Encoded;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the value of an entry so that a caller who modifies it changes nobody else's: by
 * sharing what can't be modified, else by a copy for each hit. Thread-safe.
 *
 * @param <V> the type of value
 */
public abstract class Copies<V> {
  private final Function<Encoded, @Nullable V> decode;

  private Copies(Function<Encoded, @Nullable V> decode) {
    this.decode = decode;
  }

  /** Shares values of types known to be immutable; decodes others anew for each hit. */
  public static <V> Copies<V> automatic(Function<Encoded, @Nullable V> decode) {
    return new Copies<>(decode) {
      @Override
      V first(NearEntry entry, V decoded) {
        if (Immutables.isImmutable(decoded.getClass())) {
          entry.keep(decoded);
        }
        return decoded;
      }

      @Override
      V next(V kept) {
        return kept;
      }
    };
  }

  /** Shares all values: the application does not modify them. */
  public static <V> Copies<V> sharing(Function<Encoded, @Nullable V> decode) {
    return new Copies<>(decode) {
      @Override
      V first(NearEntry entry, V decoded) {
        entry.keep(decoded);
        return decoded;
      }

      @Override
      V next(V kept) {
        return kept;
      }
    };
  }

  /** Has the application's copier copy the values that are not known to be immutable. */
  public static <V> Copies<V> by(ValueCopier<V> copier, Function<Encoded, @Nullable V> decode) {
    return new Copies<>(decode) {
      @Override
      V first(NearEntry entry, V decoded) {
        entry.keep(decoded);
        return next(decoded);
      }

      @Override
      V next(V kept) {
        return Immutables.isImmutable(kept.getClass()) ? kept : copier.copy(kept);
      }
    };
  }

  /** The value for one hit, or null if it can't be decoded here. */
  @SuppressWarnings("unchecked")
  final @Nullable V of(NearEntry entry) {
    // Before the content is looked at: that would load what it refers to.
    return entry.isDecoded() ? next((V) entry.content()) : decoded(entry);
  }

  @SuppressWarnings("unchecked")
  private @Nullable V decoded(NearEntry entry) {
    Object content = entry.content();
    if (!(content instanceof Encoded encoded)) {
      return next((V) content);
    }
    V decoded = decode.apply(encoded);
    return decoded == null ? null : first(entry, decoded);
  }

  abstract V first(NearEntry entry, V decoded);

  abstract V next(V kept);
}
