package org.countersign.centre.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.countersign.centre.account.Role;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.ClosedAlert;
import org.countersign.centre.alert.Scope;
import org.countersign.centre.app.Centre;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Method;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;

/** Alerts, and what a person makes of them. */
final class AlertApi {

  private static final int MOST_CLOSED = 100;
  private static final long LONGEST_SILENCE = Duration.ofDays(30).toMillis();

  private final Centre.Parts centre;
  private final Answers answers;

  AlertApi(Centre.Parts centre, Answers answers) {
    this.centre = centre;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/alerts", new Route.Action.Ask(this::alerts)),
        Route.of(
                Method.POST,
                "/v1/alerts/{number}/acknowledgement",
                new Route.Action.Ask(this::acknowledge))
            .forRoles(Role.OPERATOR.word())
            .answering(204, 404),
        Route.of(Method.POST, "/v1/alerts/{number}/silence", new Route.Action.Ask(this::silence))
            .reading(new Route.Body(List.of(MediaType.JSON)))
            .forRoles(Role.OPERATOR.word())
            .answering(204, 404));
  }

  private Reply alerts(Request request) throws Refusal {
    Language language = Language.of(request);
    ObjectNode node = Json.object();
    ArrayNode open = node.putArray("open");
    answers.of(centre.alerts().open()).forEach(alert -> open.add(node(alert, language)));
    ArrayNode closed = node.putArray("closed");
    for (ClosedAlert alert : answers.stored(() -> centre.alertTable().closed(MOST_CLOSED))) {
      ObjectNode one = node(alert.alert(), language).put("closedAt", alert.closedAt());
      if (alert.absorbedBy() > 0) {
        one.put("absorbedBy", alert.absorbedBy());
      }
      closed.add(one);
    }
    return Json.reply(node);
  }

  static ObjectNode node(Alert alert, Language language) {
    ObjectNode node = Json.object().put("number", alert.number());
    node.set("scope", scope(alert.scope()));
    node.put("cause", FleetViews.word(alert.cause()))
        .put("what", language.what(alert))
        .put("todo", language.todo(alert))
        .put("since", alert.since())
        .put("stations", alert.stations())
        .put("waiting", alert.waiting())
        .put("unsteady", alert.unsteady());
    alert.acknowledgedBy().ifPresent(by -> node.put("acknowledgedBy", by));
    if (alert.silencedUntil() > 0) {
      node.put("silencedUntil", alert.silencedUntil());
    }
    alert.silence().ifPresent(verdict -> node.set("silence", SilenceViews.of(verdict, language)));
    return node.put("escalated", alert.escalated());
  }

  private static ObjectNode scope(Scope scope) {
    return switch (scope) {
      case Scope.OfStation of ->
          Json.object()
              .put("kind", "station")
              .put("district", of.station().group())
              .put("station", of.station().node());
      case Scope.OfAlarm of ->
          Json.object()
              .put("kind", "alarm")
              .put("district", of.station().group())
              .put("station", of.station().node())
              .put("alarm", of.code());
      case Scope.OfDistrict of ->
          Json.object().put("kind", "district").put("district", of.district());
      case Scope.OfFleet ignored -> Json.object().put("kind", "fleet");
    };
  }

  private Reply acknowledge(Request request) throws Refusal {
    long number = number(request);
    String by = request.caller().name();
    centre.audit().add(by, "alert.acknowledge", "alert " + number, "");
    return done(answers.of(centre.alerts().acknowledge(number, by)));
  }

  private Reply silence(Request request) throws Refusal {
    long number = number(request);
    JsonNode until = Json.body(request).path("until");
    long now = centre.clock().millis();
    if (!until.canConvertToLong()
        || !until.isIntegralNumber()
        || until.longValue() < 0
        || until.longValue() > now + LONGEST_SILENCE) {
      throw new Refusal(
          HttpProblem.MALFORMED_REQUEST,
          "until must be milliseconds since 1970, at most 30 days ahead.");
    }
    centre
        .audit()
        .add(request.caller().name(), "alert.silence", "alert " + number, "until " + until);
    return done(answers.of(centre.alerts().silence(number, until.longValue())));
  }

  private static Reply done(boolean found) throws Refusal {
    if (!found) {
      throw noSuchAlert();
    }
    return Reply.done();
  }

  private static long number(Request request) throws Refusal {
    String text = request.path().getOrDefault("number", "");
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw noSuchAlert();
    }
    return Long.parseLong(text);
  }

  private static Refusal noSuchAlert() {
    return new Refusal(
        HttpProblem.NO_SUCH_RESOURCE, "No alert of that number is open; it may be over.");
  }
}
