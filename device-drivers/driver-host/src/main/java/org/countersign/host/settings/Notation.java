package org.countersign.host.settings;

import java.util.Optional;
import org.countersign.driver.ConfigKey;
import org.countersign.toml.Units;

/** Where a setting was written, which decides what its value looks like before it is converted. */
public enum Notation {
  /** In a TOML file: a value has a type of its own, and the type must be the key's. */
  TOML {
    @Override
    Optional<String> text(ConfigKey.Type type, Object value) {
      boolean right =
          switch (type) {
            case TEXT, DURATION, PATH, LINK -> value instanceof String;
            case INTEGER -> value instanceof Long;
            case BOOLEAN -> value instanceof Boolean;
          };
      return right ? Optional.of(value.toString()) : Optional.empty();
    }

    @Override
    public String form(ConfigKey.Type type) {
      return switch (type) {
        case TEXT -> "a text in quotes";
        case INTEGER -> "a whole number without quotes";
        case BOOLEAN -> "true or false";
        case DURATION -> Units.DURATION_FORM;
        case PATH -> "a path in quotes";
        case LINK -> LinkAddress.FORM + ", in quotes";
      };
    }
  },

  /** On a command line, or as a key's default: everything is text. */
  TEXT {
    @Override
    Optional<String> text(ConfigKey.Type type, Object value) {
      return Optional.of(value.toString());
    }

    @Override
    public String form(ConfigKey.Type type) {
      return switch (type) {
        case TEXT -> "a text";
        case INTEGER -> "a whole number";
        case BOOLEAN -> "true or false";
        case DURATION -> Units.DURATION_FORM;
        case PATH -> "a path";
        case LINK -> LinkAddress.FORM;
      };
    }
  };

  /** The value's text; empty if it has the wrong type for the key. */
  abstract Optional<String> text(ConfigKey.Type type, Object value);

  /** How a value is written, for the end of the sentence "must be". */
  public abstract String form(ConfigKey.Type type);
}
