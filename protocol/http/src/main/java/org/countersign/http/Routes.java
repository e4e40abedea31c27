package org.countersign.http;

import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of a server, sorted so that a hundred cost no more than one. */
final class Routes {

  private final Map<Integer, List<Pattern>> byLength = new HashMap<>();

  Routes(List<Route> routes) {
    for (Route route : routes) {
      List<String> parts =
          route.template().equals("/")
              ? List.of()
              : List.of(route.template().substring(1).split("/", -1));
      byLength
          .computeIfAbsent(parts.size(), size -> new ArrayList<>())
          .add(new Pattern(route, parts));
    }
  }

  /**
   * A route that a path leads to.
   *
   * @param names what stands in the places of the template's names
   */
  record Match(Route route, Map<String, String> names) {
    boolean hasMethod(HttpRequest head) {
      return route.method().name().equals(head.method().name());
    }
  }

  /** The routes of a path, whatever their method, in the order in which they were given. */
  List<Match> at(List<String> segments) {
    List<Match> found = new ArrayList<>();
    for (Pattern pattern : byLength.getOrDefault(segments.size(), List.of())) {
      pattern.match(segments).ifPresent(found::add);
    }
    return found;
  }

  private record Pattern(Route route, List<String> parts) {

    Optional<Match> match(List<String> segments) {
      Map<String, String> names = new LinkedHashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (part.startsWith("{")) {
          names.put(part.substring(1, part.length() - 1), segments.get(i));
        } else if (!part.equals(segments.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(new Match(route, names));
    }
  }
}
