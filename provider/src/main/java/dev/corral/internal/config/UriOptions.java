package dev.corral.internal.config;

import org.jspecify.annotations.Nullable;

/** Collects the options that a URI gives; none may be given twice. */
final class UriOptions {

  private OptionValues values = OptionValues.none();

  OptionValues values() {
    return values;
  }

  /** Adds {@code user:password}, {@code :password} or {@code user}, percent-encoded. */
  void addUserInfo(String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = RedisUri.decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    if (!user.isEmpty()) {
      add(ConnectionOptions.USER, user);
    }
    if (colon >= 0) {
      add(ConnectionOptions.PASSWORD, RedisUri.decode(userInfo.substring(colon + 1)));
    }
  }

  /** Adds {@code option=value&option=value}, percent-encoded. */
  void addQuery(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String parameter : query.split("&")) {
      int equals = parameter.indexOf('=');
      String name = RedisUri.decode(equals < 0 ? parameter : parameter.substring(0, equals));
      Option<?> option = ManagerOptions.TABLE.get(name);
      if (equals < 0) {
        throw new IllegalArgumentException("option '" + name + "' has no value");
      }
      add(option, RedisUri.decode(parameter.substring(equals + 1)));
    }
  }

  void add(Option<?> option, String text) {
    if (values.has(option)) {
      throw new IllegalArgumentException("option '" + option + "' is given twice");
    }
    values = values.withChecked(option, text);
  }
}
