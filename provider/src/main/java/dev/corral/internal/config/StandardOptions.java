package dev.corral.internal.config;

import static dev.corral.internal.config.Option.withDefault;
import static dev.corral.internal.config.Option.withoutDefault;

import java.util.List;

/**
 * What JSR-107 configures, and what else is a factory in code, as options of files: it holds for
 * caches whose configuration has the default there.
 */
final class StandardOptions {

  static final Option<String> KEY_TYPE =
      withoutDefault(
          "key-type", OptionType.wordOrClassName("the type of the keys"), "The type of the keys.");

  static final Option<String> VALUE_TYPE =
      withoutDefault(
          "value-type",
          OptionType.wordOrClassName("the type of the values"),
          "The type of the values.");

  static final Option<Boolean> STORE_BY_VALUE =
      withDefault("store-by-value", OptionType.flag(), true, "Whether the cache stores copies.");

  static final Option<Boolean> READ_THROUGH =
      withDefault("read-through", OptionType.flag(), false, "Whether reads load what is missing.");

  static final Option<Boolean> WRITE_THROUGH =
      withDefault(
          "write-through", OptionType.flag(), false, "Whether changes go to the writer first.");

  static final Option<Boolean> STATISTICS_ENABLED =
      withDefault("statistics-enabled", OptionType.flag(), false, "Whether statistics are kept.");

  static final Option<Boolean> MANAGEMENT_ENABLED =
      withDefault("management-enabled", OptionType.flag(), false, "Whether there is an MBean.");

  static final Option<String> LOADER =
      withoutDefault(
          "loader",
          OptionType.wordOrClassName("a javax.cache.integration.CacheLoader"),
          "The loader, made by its public constructor without parameters.");

  static final Option<String> WRITER =
      withoutDefault(
          "writer",
          OptionType.wordOrClassName("a javax.cache.integration.CacheWriter"),
          "The writer, made by its public constructor without parameters.");

  static final Option<String> ENTRY_LIFETIME =
      withoutDefault(
          "entry-lifetime",
          OptionType.wordOrClassName("a dev.corral.EntryLifetime"),
          "What says how long each entry lives, made by its public constructor without parameters.");

  static final Option<String> TAGGER =
      withoutDefault(
          "tagger",
          OptionType.wordOrClassName("a dev.corral.Tagger"),
          "What gives values their tags, made by its public constructor without parameters.");

  /** What holds for any cache. */
  static final OptionTable TABLE =
      new OptionTable(
          List.of(
              STORE_BY_VALUE,
              READ_THROUGH,
              WRITE_THROUGH,
              STATISTICS_ENABLED,
              MANAGEMENT_ENABLED,
              LOADER,
              WRITER,
              ENTRY_LIFETIME,
              TAGGER));

  /** What only one cache can have: with both types, the file declares it. */
  static final OptionTable TYPES = new OptionTable(List.of(KEY_TYPE, VALUE_TYPE));

  private StandardOptions() {}
}
