package org.countersign.station.http;

import java.util.List;
import org.countersign.http.MediaType;
import org.countersign.http.Method;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;

/** Routes as the station has them: behind the token, in JSON and protobuf. */
final class StationRoutes {

  /** Forms of everything under {@code /v1} but the event stream, the preferred one first. */
  static final List<String> BOTH_FORMS = List.of(MediaType.JSON, MediaType.PROTOBUF);

  private static final Route.Body BODY = new Route.Body(BOTH_FORMS, "make the portrait smaller");

  private StationRoutes() {}

  static Route get(String template, List<String> offered, Route.Action action, Integer... own) {
    return Route.get(template, action).offering(offered).answering(own);
  }

  /** Answers without a token. */
  static Route openGet(String template, Route.Action action, Integer... own) {
    return Route.get(template, action).open().answering(own);
  }

  static Route put(String template, Route.Handler handler, Integer... own) {
    return of(Method.PUT, template, handler, own).reading(BODY);
  }

  /** Starts something; has no body. */
  static Route post(String template, Route.Handler handler, Integer... own) {
    return of(Method.POST, template, handler, own);
  }

  static Route delete(String template, Route.Handler handler, Integer... own) {
    return of(Method.DELETE, template, handler, own);
  }

  private static Route of(Method method, String template, Route.Handler handler, Integer... own) {
    return Route.of(method, template, new Ask(handler)).offering(BOTH_FORMS).answering(own);
  }
}
