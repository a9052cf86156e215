package dev.corral.micronaut;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * The key of a method call with no parameter, several, or one that is null or an array; and of any
 * call of a method with JSR-107's annotations. Equal calls have equal keys on every node.
 *
 * @param parameters the values of the parameters, in their order
 */
@SuppressWarnings("serial") // as serializable as what it is made of
public record ParameterKey(List<@Nullable Object> parameters) implements GeneratedCacheKey {
  private static final long serialVersionUID = 1L;

  /** Copies the list. */
  public ParameterKey {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }
}
