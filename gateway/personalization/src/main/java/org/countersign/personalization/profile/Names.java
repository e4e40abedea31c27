package org.countersign.personalization.profile;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every name that a profile declares, gathered before its parts are read. */
record Names(
    Set<String> data,
    Set<String> attachments,
    Set<String> constants,
    Set<String> codes,
    Set<String> values,
    Set<String> files,
    Set<String> keys) {

  static final String PATTERN = "[A-Za-z][A-Za-z0-9_-]{0,62}";

  static Names of(Json profile, Problems problems) {
    Map<String, Json> sections = Json.membersOf(profile);
    return new Names(
        names(sections, "data", problems),
        names(sections, "attachments", problems),
        names(sections, "constants", problems),
        names(sections, "codes", problems),
        names(sections, "values", problems),
        names(sections, "files", problems),
        names(sections, "keys", problems));
  }

  private static Set<String> names(Map<String, Json> sections, String key, Problems problems) {
    if (!sections.containsKey(key)) {
      return Set.of();
    }
    Map<String, Json> members = Json.membersOf(sections.get(key));
    members.forEach((name, value) -> {
      if (!name.matches(PATTERN)) {
        problems.add(
            value.line(), "/" + key, "has a name that is not a letter, then A-Z a-z 0-9 _ -");
      }
    });
    return new TreeSet<>(members.keySet());
  }

  /** {@code data.NAME} and {@code attachments.NAME} of all that an application may leave out. */
  Collection<String> elements() {
    Set<String> all = new TreeSet<>();
    data.forEach(name -> all.add("data." + name));
    attachments.forEach(name -> all.add("attachments." + name));
    return all;
  }
}
