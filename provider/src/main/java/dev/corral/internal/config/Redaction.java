package dev.corral.internal.config;

import java.util.regex.Pattern;

/** Takes the secrets out of a URI, also out of a malformed one. */
final class Redaction {

  /** Up to the last @: passwords that are not encoded may contain anything. */
  private static final Pattern USER_INFO = Pattern.compile("//.*@", Pattern.DOTALL);

  private static final Pattern SECRET_OPTION =
      Pattern.compile("([?&][^=&]*password=)[^&]*", Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  static String of(String uri) {
    String withoutUser = USER_INFO.matcher(uri).replaceFirst("//***@");
    return SECRET_OPTION.matcher(withoutUser).replaceAll("$1***");
  }
}
