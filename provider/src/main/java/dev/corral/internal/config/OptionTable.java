package dev.corral.internal.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options that belong together, by name: what is not in the table is unknown. */
public final class OptionTable {

  private final Map<String, Option<?>> byName = new LinkedHashMap<>();

  OptionTable(Collection<Option<?>> options) {
    for (Option<?> option : options) {
      if (byName.put(option.name(), option) != null) {
        throw new IllegalArgumentException("Two options have the name " + option.name());
      }
    }
  }

  OptionTable and(OptionTable more) {
    return new OptionTable(
        Stream.concat(byName.values().stream(), more.byName.values().stream()).toList());
  }

  OptionTable withPrefix(String prefix) {
    return new OptionTable(
        byName.values().stream().<Option<?>>map(option -> option.withPrefix(prefix)).toList());
  }

  List<Option<?>> options() {
    return List.copyOf(byName.values());
  }

  Set<String> names() {
    return byName.keySet();
  }

  @Nullable Option<?> find(String name) {
    return byName.get(name);
  }

  /**
   * The option of that name.
   *
   * @throws IllegalArgumentException if there is none; the message has the nearest and all names
   */
  public Option<?> get(String name) {
    Option<?> option = byName.get(name);
    if (option == null) {
      throw new IllegalArgumentException(Names.unknown("option", name, byName.keySet()));
    }
    return option;
  }
}
