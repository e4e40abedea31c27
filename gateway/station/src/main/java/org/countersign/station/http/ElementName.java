package org.countersign.station.http;

import java.util.regex.Pattern;

/** Names of data elements as they may be shown. */
final class ElementName {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private ElementName() {}

  /** Whether it can be the name of an element at all. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The name, or a question mark: what is no name may be a person's. */
  static String shown(String name) {
    return isName(name) ? name : "?";
  }
}
