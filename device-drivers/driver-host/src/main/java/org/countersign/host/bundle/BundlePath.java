package org.countersign.host.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Judges the names of the files in a bundle as they come, folder or archive alike: relative, in
 * plain characters, no way out, none twice even where capitals do not count.
 */
final class BundlePath {

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*");

  private final BundleLimits limits;
  private final Map<String, String> seen = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  BundlePath(BundleLimits limits) {
    this.limits = limits;
  }

  /** What was wrong with the names so far. */
  List<String> problems() {
    return problems;
  }

  /**
   * Judges a file's path, with {@code /} between its parts.
   *
   * @return whether it is right
   * @throws BundleRefused if there are too many to go on
   */
  boolean take(String path) throws BundleRefused {
    if (seen.size() >= limits.files()) {
      throw new BundleRefused(
          BundleRefused.Reason.FORM, "it has more than " + limits.files() + " files");
    }
    String problem = problem(path);
    if (problem.isEmpty()) {
      String other = seen.putIfAbsent(path.toLowerCase(Locale.ROOT), path);
      if (other == null) {
        return true;
      }
      problem =
          other.equals(path)
              ? "is there twice"
              : "differs from " + other + " in capitals alone: rename one";
    }
    problems.add(shown(path) + " " + problem);
    seen.put("\0" + problems.size(), path);
    return false;
  }

  private String problem(String path) {
    if (path.length() > limits.pathLength()) {
      return "is a path of more than " + limits.pathLength() + " characters";
    }
    String[] segments = path.split("/", -1);
    if (segments.length > limits.depth() + 1) {
      return "is more than " + limits.depth() + " folders deep";
    }
    for (String segment : segments) {
      if (!SEGMENT.matcher(segment).matches()) {
        return "is no name that is taken: parts of A-Z a-z 0-9 . _ + @ -, not beginning with a"
            + " point, no way up or out";
      }
    }
    return "";
  }

  private static String shown(String path) {
    String plain = path.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 80 ? plain.substring(0, 77) + "..." : plain;
  }
}
