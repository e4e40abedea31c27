package org.countersign.station.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.personalization.keys.Secret;
import org.countersign.station.http.Problem.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is checked before a request's body is read: target, Host, Origin, route, token,
 * forms, size. Cheap, on the event loop.
 */
final class Admission {

  private static final String BEARER = "bearer ";

  private final Secret token;
  private final int maxBodyBytes;
  private final List<Route> routes;
  private final Set<String> authorities;
  private final Set<String> origins;

  /**
   * Makes the checks.
   *
   * @param port the one that is bound; only it is accepted in Host and Origin
   */
  Admission(HttpConfig config, int port, List<Route> routes) {
    this.token = config.token();
    this.maxBodyBytes = config.maxBodyBytes();
    this.routes = routes;
    // A page that had its name rebound to 127.0.0.1 still sends its own name here.
    this.authorities = Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port);
    this.origins =
        authorities.stream().map(a -> "http://" + a).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A request that may be read and answered.
   *
   * @param request as the handler will see it, its body still empty
   */
  record Admitted(Route route, Request request) {}

  /** The route that a target names, for the metrics of a refusal. */
  Optional<Route> routeOf(HttpRequest head) {
    try {
      List<String> segments = RequestTarget.parse(head.uri()).segments();
      return routes.stream()
          .filter(r -> r.method().equals(head.method()) && r.matches(segments))
          .findFirst();
    } catch (IllegalArgumentException notATarget) {
      return Optional.empty();
    }
  }

  Admitted check(HttpRequest head) throws Refusal {
    checkDecoded(head);
    RequestTarget target = target(head.uri());
    checkHost(head.headers(), target);
    checkOrigin(head.headers().get(HttpHeaderNames.ORIGIN));
    Route route = route(head, target);
    if (!route.open()) {
      checkToken(head.headers().get(HttpHeaderNames.AUTHORIZATION));
    }
    checkExpectation(head);
    String accepted =
        MediaType.choose(accept(head.headers()), route.offered())
            .orElseThrow(() ->
                new Refusal(
                    Kind.NOT_ACCEPTABLE,
                    "The answer has the forms " + route.offered() + "; accept one of them."));
    String contentType = body(head, route);
    String id = route.id(target.segments());
    return new Admitted(route, new Request(id, target.query(), contentType, accepted, new byte[0]));
  }

  private static void checkDecoded(HttpRequest head) throws Refusal {
    if (head.decoderResult().isSuccess()) {
      return;
    }
    throw switch (head.decoderResult().cause()) {
      case TooLongHttpLineException line ->
          new Refusal(Kind.TARGET_TOO_LONG, "The request line is limited to 2,048 bytes.");
      case TooLongHttpHeaderException header ->
          new Refusal(Kind.HEADER_TOO_LARGE, "The header fields are limited to 8,192 bytes.");
      case null, default ->
          new Refusal(Kind.MALFORMED_REQUEST, "Request line or header fields are not HTTP/1.1.");
    };
  }

  private static RequestTarget target(String uri) throws Refusal {
    try {
      return RequestTarget.parse(uri);
    } catch (IllegalArgumentException notATarget) {
      throw new Refusal(
          Kind.MALFORMED_REQUEST,
          "The request target is not a path without empty, dotted or encoded-slash segments.");
    }
  }

  private void checkHost(HttpHeaders headers, RequestTarget target) throws Refusal {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1) {
      throw new Refusal(Kind.MALFORMED_REQUEST, "There must be exactly one Host field.");
    }
    String authority = target.authority().orElse(hosts.getFirst());
    if (!authorities.contains(authority.toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          Kind.WRONG_HOST,
          "The station answers as localhost, 127.0.0.1 or [::1] with its port, and as nothing"
              + " else.");
    }
  }

  private void checkOrigin(@Nullable String origin) throws Refusal {
    if (origin != null && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          Kind.FOREIGN_ORIGIN,
          "Call the station from a program, or from a page that the station itself served.");
    }
  }

  private Route route(HttpRequest head, RequestTarget target) throws Refusal {
    List<Route> here = routes.stream().filter(r -> r.matches(target.segments())).toList();
    if (here.isEmpty()) {
      throw new Refusal(Kind.NO_SUCH_RESOURCE, "See /openapi.json for what there is.");
    }
    Optional<Route> route = here.stream().filter(r -> r.method().equals(head.method())).findFirst();
    if (route.isEmpty()) {
      String allowed =
          here.stream().map(r -> r.method().name()).sorted().collect(Collectors.joining(", "));
      throw new Refusal(
          Problem.of(Kind.METHOD_NOT_ALLOWED, "Allowed here: " + allowed + ".")
              .with("Allow", allowed));
    }
    return route.get();
  }

  private void checkToken(@Nullable String authorization) throws Refusal {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !isToken(authorization.substring(BEARER.length()).strip())) {
      throw new Refusal(
          Problem.of(
                  Kind.UNAUTHORIZED,
                  "Send 'Authorization: Bearer' with the content of the station's token file.")
              .with("WWW-Authenticate", "Bearer realm=\"countersign\""));
    }
  }

  private boolean isToken(String shown) {
    try (Secret other = Secret.of(shown.getBytes(StandardCharsets.UTF_8))) {
      return token.equals(other);
    }
  }

  private static void checkExpectation(HttpRequest head) throws Refusal {
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw new Refusal(Kind.EXPECTATION, "The only expectation that is known is 100-continue.");
    }
  }

  private static @Nullable String accept(HttpHeaders headers) {
    List<String> fields = headers.getAll(HttpHeaderNames.ACCEPT);
    return fields.isEmpty() ? null : String.join(",", fields);
  }

  private String body(HttpRequest head, Route route) throws Refusal {
    if (!route.takesBody()) {
      if (hasBody(head)) {
        throw new Refusal(Kind.MALFORMED_REQUEST, "This request takes no body.");
      }
      return "";
    }
    String type =
        MediaType.ofContent(head.headers().get(HttpHeaderNames.CONTENT_TYPE))
            .filter(MediaType.BOTH_FORMS::contains)
            .orElseThrow(() ->
                new Refusal(
                    Kind.UNSUPPORTED_FORM,
                    "Send the body as one of " + MediaType.BOTH_FORMS + ", text in UTF-8."));
    String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new Refusal(Kind.UNSUPPORTED_FORM, "Send the body without a content encoding.");
    }
    if (HttpUtil.getContentLength(head, 0L) > maxBodyBytes) {
      throw tooLarge();
    }
    return type;
  }

  Refusal tooLarge() {
    return new Refusal(
        Kind.TOO_LARGE,
        "A body is limited to " + maxBodyBytes + " bytes; make the portrait smaller.");
  }

  /** Whether bytes of a body follow the head. */
  static boolean hasBody(HttpRequest head) {
    return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
  }
}
