package org.countersign.http;

import static java.util.stream.Collectors.joining;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is checked before a request's body is read: target, Host, Origin, route, token,
 * forms, size. Cheap, on the event loop.
 */
final class Admission {

  private final Endpoint endpoint;
  private final int maxBodyBytes;
  private final Routes routes;
  private final Callers callers;
  private final InetSocketAddress remote;
  private final Set<String> authorities;
  private final Set<String> origins;
  private Optional<X509Certificate> certificate = Optional.empty();

  /**
   * Makes the checks of one connection.
   *
   * @param bound the port of this end; only it is accepted in Host and Origin
   * @param remote the other end
   */
  Admission(
      HttpConfig config, Routes routes, Callers callers, int bound, InetSocketAddress remote) {
    this.endpoint = config.endpoint();
    this.maxBodyBytes = config.maxBodyBytes();
    this.routes = routes;
    this.callers = callers;
    this.remote = remote;
    this.authorities = endpoint.authorities(bound);
    this.origins = endpoint.origins(bound);
  }

  /** The caller has shown a certificate. Event loop. */
  void shown(X509Certificate own) {
    certificate = Optional.of(own);
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
      return routes.at(RequestTarget.parse(endpoint.scheme(), head.uri()).segments()).stream()
          .filter(match -> match.hasMethod(head))
          .map(Routes.Match::route)
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
    Routes.Match match = match(head, target);
    Route route = match.route();
    RequestHead shown = new NettyHead(route.method(), head.headers(), remote, certificate);
    Caller caller = caller(route, shown);
    checkExpectation(head);
    String accepted =
        MediaType.choose(accept(head.headers()), route.offered())
            .orElseThrow(() ->
                new Refusal(
                    HttpProblem.NOT_ACCEPTABLE,
                    "The answer has the forms " + route.offered() + "; accept one of them."));
    String contentType = body(head, route);
    return new Admitted(
        route,
        new Request(
            shown, caller, match.names(), target.query(), contentType, accepted, new byte[0]));
  }

  private Caller caller(Route route, RequestHead head) throws Refusal {
    if (route.access().open()) {
      return Caller.ANYBODY;
    }
    Caller caller = callers.identify(head);
    if (!route.access().allows(caller)) {
      throw new Refusal(
          HttpProblem.ROLE_MISSING,
          "One of these roles is needed: " + route.access().roles() + ".");
    }
    return caller;
  }

  private static void checkDecoded(HttpRequest head) throws Refusal {
    if (head.decoderResult().isSuccess()) {
      return;
    }
    throw switch (head.decoderResult().cause()) {
      case TooLongHttpLineException line ->
          new Refusal(HttpProblem.TARGET_TOO_LONG, "The request line is limited to 2,048 bytes.");
      case TooLongHttpHeaderException header ->
          new Refusal(
              HttpProblem.HEADER_TOO_LARGE, "The header fields are limited to 8,192 bytes.");
      case null, default ->
          new Refusal(
              HttpProblem.MALFORMED_REQUEST, "Request line or header fields are not HTTP/1.1.");
    };
  }

  private RequestTarget target(String uri) throws Refusal {
    try {
      return RequestTarget.parse(endpoint.scheme(), uri);
    } catch (IllegalArgumentException notATarget) {
      throw new Refusal(
          HttpProblem.MALFORMED_REQUEST,
          "The request target is not a path without empty, dotted or encoded-slash segments.");
    }
  }

  private void checkHost(HttpHeaders headers, RequestTarget target) throws Refusal {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1) {
      throw new Refusal(HttpProblem.MALFORMED_REQUEST, "There must be exactly one Host field.");
    }
    String authority = target.authority().orElse(hosts.getFirst());
    if (!authorities.contains(authority.toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          HttpProblem.WRONG_HOST,
          "This server answers as " + endpoint.hosts() + ", and as nothing else.");
    }
  }

  private void checkOrigin(@Nullable String origin) throws Refusal {
    if (origin != null && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          HttpProblem.FOREIGN_ORIGIN,
          "Call this server from a program, or from a page that the server itself served.");
    }
  }

  private Routes.Match match(HttpRequest head, RequestTarget target) throws Refusal {
    List<Routes.Match> here = routes.at(target.segments());
    if (here.isEmpty()) {
      throw new Refusal(
          HttpProblem.NO_SUCH_RESOURCE, "The description of the API says what there is.");
    }
    Optional<Routes.Match> match = here.stream().filter(m -> m.hasMethod(head)).findFirst();
    if (match.isEmpty()) {
      String allowed =
          here.stream().map(m -> m.route().method().name()).sorted().collect(joining(", "));
      throw new Refusal(
          Problem.of(HttpProblem.METHOD_NOT_ALLOWED, "Allowed here: " + allowed + ".")
              .with("Allow", allowed));
    }
    return match.get();
  }

  private static void checkExpectation(HttpRequest head) throws Refusal {
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw new Refusal(
          HttpProblem.EXPECTATION, "The only expectation that is known is 100-continue.");
    }
  }

  private static @Nullable String accept(HttpHeaders headers) {
    List<String> fields = headers.getAll(HttpHeaderNames.ACCEPT);
    return fields.isEmpty() ? null : String.join(",", fields);
  }

  private String body(HttpRequest head, Route route) throws Refusal {
    if (route.body().isEmpty()) {
      if (hasBody(head)) {
        throw new Refusal(HttpProblem.MALFORMED_REQUEST, "This request takes no body.");
      }
      return "";
    }
    List<String> forms = route.body().get().forms();
    String type =
        MediaType.ofContent(head.headers().get(HttpHeaderNames.CONTENT_TYPE))
            .filter(forms::contains)
            .orElseThrow(() ->
                new Refusal(
                    HttpProblem.UNSUPPORTED_FORM,
                    "Send the body as one of " + forms + ", text in UTF-8."));
    String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new Refusal(HttpProblem.UNSUPPORTED_FORM, "Send the body without a content encoding.");
    }
    if (HttpUtil.getContentLength(head, 0L) > maxBodyBytes) {
      throw tooLarge(route);
    }
    return type;
  }

  Refusal tooLarge(Route route) {
    String advice =
        route
            .body()
            .map(Route.Body::ifTooLarge)
            .filter(a -> !a.isEmpty())
            .map(a -> "; " + a)
            .orElse("");
    return new Refusal(
        HttpProblem.TOO_LARGE, "A body is limited to " + maxBodyBytes + " bytes" + advice + ".");
  }

  /** Whether bytes of a body follow the head. */
  static boolean hasBody(HttpRequest head) {
    return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
  }
}
