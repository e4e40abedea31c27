package org.countersign.station.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One operation of the API.
 *
 * @param template path; {@code {id}} stands for one segment
 * @param open whether it answers without a token
 * @param offered forms of its answer, the preferred one first
 * @param takesBody whether it reads a body, in one of {@link MediaType#BOTH_FORMS}
 * @param statuses every status that it can answer with; {@code /openapi.json} lists the same
 */
record Route(
    HttpMethod method,
    String template,
    boolean open,
    List<String> offered,
    boolean takesBody,
    SortedSet<Integer> statuses,
    Action action) {

  /** Who answers. */
  sealed interface Action {
    /** A worker, which may wait for the station. */
    record Ask(Handler handler) implements Action {}

    /** The event loop itself; never waits. */
    record Tell(Handler handler) implements Action {}

    /** An event stream. */
    record Follow() implements Action {}
  }

  /** Answers a request whose route, caller and size have been checked. */
  @FunctionalInterface
  interface Handler {
    Reply handle(Request request) throws Refusal;
  }

  static Route get(String template, List<String> offered, Action action, int... own) {
    return new Route(HttpMethod.GET, template, false, offered, false, statuses(own, 401), action);
  }

  static Route openGet(String template, Action action, int... own) {
    return new Route(
        HttpMethod.GET, template, true, List.of(MediaType.JSON), false, statuses(own), action);
  }

  static Route put(String template, Handler handler, int... own) {
    return new Route(
        HttpMethod.PUT,
        template,
        false,
        MediaType.BOTH_FORMS,
        true,
        statuses(own, 401, 408, 413, 415),
        new Action.Ask(handler));
  }

  /** Starts something; has no body. */
  static Route post(String template, Handler handler, int... own) {
    return new Route(
        HttpMethod.POST,
        template,
        false,
        MediaType.BOTH_FORMS,
        false,
        statuses(own, 401),
        new Action.Ask(handler));
  }

  static Route delete(String template, Handler handler, int... own) {
    return new Route(
        HttpMethod.DELETE,
        template,
        false,
        MediaType.BOTH_FORMS,
        false,
        statuses(own, 401),
        new Action.Ask(handler));
  }

  /** Own statuses and those that every route can answer with. */
  private static SortedSet<Integer> statuses(int[] own, int... more) {
    SortedSet<Integer> all = new TreeSet<>(List.of(400, 403, 406, 417, 421, 500, 503));
    for (int status : own) {
      all.add(status);
    }
    for (int status : more) {
      all.add(status);
    }
    return all;
  }

  /** Whether the path is this route's, whatever the method. */
  boolean matches(List<String> segments) {
    String[] wanted = template.substring(1).split("/", -1);
    if (wanted.length != segments.size()) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].equals("{id}") && !wanted[i].equals(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** What stands in the place of {@code {id}} in a path that matches; empty if it has none. */
  String id(List<String> segments) {
    int place = List.of(template.substring(1).split("/", -1)).indexOf("{id}");
    return place < 0 ? "" : segments.get(place);
  }
}
