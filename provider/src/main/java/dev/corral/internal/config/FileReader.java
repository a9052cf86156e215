package dev.corral.internal.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parsed object {@code corral} of a file into settings; says all that is wrong at once.
 */
final class FileReader {

  private static final List<String> SECTIONS =
      List.of("uri", "connection", "defaults", "caches", "cache-patterns");
  private static final String MATCH = "match";
  private static final OptionTable CACHE = StandardOptions.TYPES.and(ManagerOptions.CACHE_DEFAULTS);

  private final String file;
  private final Problems problems = new Problems();

  FileReader(String file) {
    this.file = file;
  }

  FileSettings read(ConfigObject corral) {
    new TreeMap<>(corral)
        .forEach(
            (key, value) -> {
              if (!SECTIONS.contains(key)) {
                problems.add(at("corral", value) + Names.unknown("key", key, SECTIONS));
              }
            });
    OptionValues connection =
        options("corral.connection", corral.get("connection"), ConnectionOptions.TABLE);
    OptionValues defaults =
        options("corral.defaults", corral.get("defaults"), ManagerOptions.CACHE_DEFAULTS);
    Map<String, OptionValues> caches = caches(corral.get("caches"));
    List<CacheDefaults.ForPattern> patterns = patterns(corral.get("cache-patterns"));
    String uri = text("corral.uri", corral.get("uri"));
    problems.throwIfAny("The configuration file " + file + " is refused", CacheException::new);
    return new FileSettings(uri, connection, new CacheDefaults(caches, patterns, defaults));
  }

  private Map<String, OptionValues> caches(@Nullable ConfigValue section) {
    Map<String, OptionValues> caches = new LinkedHashMap<>();
    ConfigObject object = object("corral.caches", section);
    if (object != null) {
      object.forEach(
          (name, value) -> {
            String path = "corral.caches.\"" + name + "\"";
            OptionValues values = options(path, value, CACHE);
            if (values.has(StandardOptions.KEY_TYPE) != values.has(StandardOptions.VALUE_TYPE)) {
              problems.add(
                  at(path, value) + "key-type and value-type are given together or not at all");
            }
            caches.put(name, values);
          });
    }
    return caches;
  }

  private List<CacheDefaults.ForPattern> patterns(@Nullable ConfigValue section) {
    List<CacheDefaults.ForPattern> patterns = new ArrayList<>();
    if (section == null) {
      return patterns;
    }
    if (!(section instanceof ConfigList list)) {
      problems.add(
          at("corral.cache-patterns", section)
              + "must be a list: [ { match = \"product-*\", lifetime = 10m }, ... ]");
      return patterns;
    }
    for (ConfigValue element : list) {
      String path = "corral.cache-patterns[" + patterns.size() + "]";
      ConfigObject object = object(path, element);
      ConfigValue match = object == null ? null : object.get(MATCH);
      List<NamePattern> globs = new ArrayList<>();
      if (match != null) {
        texts(path + "." + MATCH, match).forEach(glob -> globs.add(NamePattern.of(glob)));
      }
      if (object != null && globs.isEmpty()) {
        problems.add(at(path, element) + "has no match = \"a pattern for names of caches\"");
      }
      ConfigValue others = object == null ? null : object.withoutKey(MATCH);
      patterns.add(
          new CacheDefaults.ForPattern(
              globs, options(path, others, ManagerOptions.CACHE_DEFAULTS)));
    }
    return patterns;
  }

  private OptionValues options(String path, @Nullable ConfigValue section, OptionTable table) {
    OptionValues values = OptionValues.none();
    ConfigObject object = object(path, section);
    if (object == null) {
      return values;
    }
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String key = entry.getKey();
      ConfigValue value = entry.getValue();
      Option<?> option = table.find(key);
      if (option == null) {
        String hint =
            value.valueType() == ConfigValueType.OBJECT && path.startsWith("corral.caches.")
                ? " (a name of a cache that has dots needs quotes)"
                : "";
        problems.add(at(path, value) + Names.unknown("option", key, table.names()) + hint);
      } else {
        values = with(values, path, option, value);
      }
    }
    return values;
  }

  private OptionValues with(OptionValues values, String path, Option<?> option, ConfigValue value) {
    try {
      if (value instanceof ConfigList list && option.type().isList()) {
        return values.withChecked(option, texts(path + "." + option, list));
      }
      if (value instanceof ConfigList || value instanceof ConfigObject) {
        problems.add(at(path, value) + option + " must be " + option.type().allowed());
        return values;
      }
      return values.withChecked(option, String.valueOf(value.unwrapped()));
    } catch (IllegalArgumentException e) {
      problems.add(at(path, value) + e.getMessage());
      return values;
    }
  }

  private @Nullable ConfigObject object(String path, @Nullable ConfigValue value) {
    if (value == null || value instanceof ConfigObject) {
      return (ConfigObject) value;
    }
    problems.add(at(path, value) + "must be an object { ... }");
    return null;
  }

  private @Nullable String text(String path, @Nullable ConfigValue value) {
    return value == null ? null : String.join(",", texts(path, value));
  }

  /** The texts of a list, or the one that stands there without a list. */
  private List<String> texts(String path, ConfigValue value) {
    List<String> texts = new ArrayList<>();
    List<? extends ConfigValue> elements = value instanceof ConfigList list ? list : List.of(value);
    for (ConfigValue element : elements) {
      if (element.valueType() == ConfigValueType.STRING) {
        texts.add((String) element.unwrapped());
      } else {
        problems.add(at(path, element) + "must be text");
      }
    }
    return texts;
  }

  private static String at(String path, ConfigValue value) {
    return path + " (" + value.origin().description() + "): ";
  }
}
