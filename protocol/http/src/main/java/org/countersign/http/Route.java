package org.countersign.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One operation of an API.
 *
 * @param method of HTTP
 * @param template path; {@code {name}} stands for one segment
 * @param access who may
 * @param offered forms of its answer, the preferred one first
 * @param body what it reads; empty if it takes no body
 * @param own statuses of its own that it can answer with
 * @param action who answers
 */
public record Route(
    Method method,
    String template,
    Access access,
    List<String> offered,
    Optional<Body> body,
    Set<Integer> own,
    Action action) {

  public Route {
    if (!template.startsWith("/")) {
      throw new IllegalArgumentException("the path " + template + " does not start with a slash");
    }
    offered = List.copyOf(offered);
    own = Set.copyOf(own);
  }

  /** Who answers. */
  public sealed interface Action {
    /** A worker, which may wait. Text of more than 1 KiB is sent in gzip to whoever asks for it. */
    record Ask(Handler handler) implements Action {}

    /** The event loop itself; never waits. */
    record Tell(Handler handler) implements Action {}

    /** An event stream. */
    record Follow(EventSource source) implements Action {}
  }

  /** Answers a request whose route, caller and size have been checked. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Answers.
     *
     * @throws Refusal if the answer is no
     */
    Reply handle(Request request) throws Refusal;
  }

  /**
   * The body that a route reads; the server's limit holds for its size.
   *
   * @param forms media types that it takes
   * @param ifTooLarge what to do about a body over the limit, for the caller; may be empty
   */
  public record Body(List<String> forms, String ifTooLarge) {
    public Body {
      forms = List.copyOf(forms);
    }

    /** Without advice. */
    public Body(List<String> forms) {
      this(forms, "");
    }
  }

  /** A route for known callers that answers 200 in JSON, or as an event stream. */
  public static Route get(String template, Action action) {
    return of(Method.GET, template, action);
  }

  /** A route for known callers that reads a body and answers 200 in JSON. */
  public static Route put(String template, Action action, Body body) {
    return of(Method.PUT, template, action).reading(body);
  }

  /** A route for known callers without a body that answers 200 in JSON. */
  public static Route of(Method method, String template, Action action) {
    String form = action instanceof Action.Follow ? MediaType.EVENTS : MediaType.JSON;
    return new Route(
        method, template, Access.KNOWN, List.of(form), Optional.empty(), Set.of(200), action);
  }

  /** The same for everybody, unasked. */
  public Route open() {
    return new Route(method, template, Access.OPEN, offered, body, own, action);
  }

  /** The same for callers with one of these roles. */
  public Route forRoles(String... roles) {
    Access allowed = new Access(false, Set.of(roles));
    return new Route(method, template, allowed, offered, body, own, action);
  }

  /** The same with a choice of forms, the preferred one first. */
  public Route offering(List<String> forms) {
    return new Route(method, template, access, forms, body, own, action);
  }

  /** The same with a body. */
  public Route reading(Body taken) {
    return new Route(method, template, access, offered, Optional.of(taken), own, action);
  }

  /** The same with other statuses of its own. */
  public Route answering(Integer... statuses) {
    return new Route(method, template, access, offered, body, Set.of(statuses), action);
  }

  /** Every status that it can answer with: its own, and those of the server's checks. */
  public SortedSet<Integer> statuses() {
    SortedSet<Integer> all = new TreeSet<>(List.of(400, 403, 406, 417, 421, 500, 503));
    all.addAll(own);
    if (!access.open()) {
      all.add(401);
    }
    if (body.isPresent()) {
      all.addAll(List.of(408, 413, 415));
    }
    return all;
  }
}
