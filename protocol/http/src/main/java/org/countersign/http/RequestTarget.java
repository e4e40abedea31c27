package org.countersign.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request target (RFC 9112, 3.2) taken apart: one spelling for each resource, so that nothing is
 * checked under one name and served under another.
 *
 * @param authority host and port of an absolute target; it overrides the Host field
 * @param segments path segments, percent-decoded
 * @param query parameters with all their values, in order
 */
record RequestTarget(
    Optional<String> authority, List<String> segments, Map<String, List<String>> query) {

  /**
   * Takes a target apart.
   *
   * @param scheme of the server; an absolute target must have it
   * @throws IllegalArgumentException if it is neither origin form nor absolute form, or its path
   *     has an empty, {@code .} or {@code ..} segment, an encoded slash or a control character
   */
  static RequestTarget parse(String scheme, String target) {
    String start = scheme + "://";
    Optional<String> authority = Optional.empty();
    String rest = target;
    if (target.regionMatches(true, 0, start, 0, start.length())) {
      int slash = target.indexOf('/', start.length());
      int end = slash < 0 ? target.length() : slash;
      authority = Optional.of(target.substring(start.length(), end));
      rest = slash < 0 ? "/" : target.substring(slash);
    }
    if (!rest.startsWith("/")) {
      throw new IllegalArgumentException("the target does not start with a slash");
    }
    int mark = rest.indexOf('?');
    String path = mark < 0 ? rest : rest.substring(0, mark);
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    return new RequestTarget(authority, segments(path), parameters(query));
  }

  private static List<String> segments(String path) {
    if (path.equals("/")) {
      return List.of();
    }
    List<String> segments = new ArrayList<>();
    for (String raw : path.substring(1).split("/", -1)) {
      // A plus sign is itself in a path; only in a query is it a blank.
      String segment = decode(raw.replace("+", "%2B"));
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("the path has an empty or dotted segment");
      }
      if (segment.chars().anyMatch(c -> c == '/' || c == '\\' || c < 0x20 || c == 0x7F)) {
        throw new IllegalArgumentException("the path has an encoded slash or control character");
      }
      segments.add(segment);
    }
    return List.copyOf(segments);
  }

  private static Map<String, List<String>> parameters(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
