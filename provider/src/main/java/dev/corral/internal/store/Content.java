package dev.corral.internal.store;

import dev.corral.codec.Encoded;
import java.util.List;

/**
 * What is put under a key.
 *
 * @param value the value, encoded
 * @param tags of the value, none twice
 */
public record Content(Encoded value, List<String> tags) {}
