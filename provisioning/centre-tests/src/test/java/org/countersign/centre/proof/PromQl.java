package org.countersign.centre.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** As much of a PromQL expression as tells what it reads; Prometheus itself says if it is one. */
record PromQl(String text) {

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern SELECTOR = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*\\{[^}]*}");
  private static final Pattern IN_BRACKETS = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[\\w:])");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  /** Names of metrics, and selectors of them by labels. */
  Set<String> selectors() {
    Set<String> found = new TreeSet<>();
    SELECTOR.matcher(text).results().map(MatchResult::group).forEach(found::add);
    String bare =
        IN_BRACKETS
            .matcher(STRING.matcher(GROUPING.matcher(text).replaceAll(" ")).replaceAll(""))
            .replaceAll(" ");
    NAME.matcher(bare)
        .results()
        .map(MatchResult::group)
        .filter(name -> !WORDS.contains(name))
        .forEach(found::add);
    return found;
  }

  /** Labels by which it groups or joins. */
  List<String> labels() {
    return GROUPING
        .matcher(text)
        .results()
        .flatMap(group -> Arrays.stream(group.group(1).split(",", -1)))
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .distinct()
        .toList();
  }
}
