package org.countersign.personalization.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A JSON value that knows its line. Numbers are whole: profiles have no others. */
sealed interface Json {

  /** Line on which it begins, from 1. */
  int line();

  /** For messages: {@code an object}, {@code a string} and so on. */
  String kind();

  record Obj(SequencedMap<String, Json> members, int line) implements Json {
    public Obj {
      members = new LinkedHashMap<>(members);
    }

    @Override
    public String kind() {
      return "an object";
    }
  }

  record Arr(List<Json> items, int line) implements Json {
    public Arr {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  record Str(String text, int line) implements Json {
    @Override
    public String kind() {
      return "a string";
    }
  }

  record Num(long value, int line) implements Json {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Bool(boolean value, int line) implements Json {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  record Null(int line) implements Json {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** The members of an object, none of anything else. */
  static Map<String, Json> membersOf(Json value) {
    return value instanceof Obj obj ? obj.members() : Map.of();
  }
}
