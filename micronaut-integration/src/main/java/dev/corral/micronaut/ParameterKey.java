package dev.corral.micronaut;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key of a method call with no parameter, several, or one that is null or an array. Equal calls
 * have equal keys on every node.
 *
 * @param parameters the values of the parameters, in their order
 */
public record ParameterKey(List<@Nullable Object> parameters) {}
