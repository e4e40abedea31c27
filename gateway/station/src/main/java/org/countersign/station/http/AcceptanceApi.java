package org.countersign.station.http;

import static org.countersign.station.http.StationRoutes.BOTH_FORMS;

import java.util.List;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;
import org.countersign.personalization.FieldProblem;
import org.countersign.protocol.v1.Acceptance;
import org.countersign.protocol.v1.AcceptanceRequest;
import org.countersign.station.ledger.StationAcceptances.Recorded;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Person;

/** What the routes of the acceptance do. */
final class AcceptanceApi {

  private final AcceptanceDesk desk;

  AcceptanceApi(AcceptanceDesk desk) {
    this.desk = desk;
  }

  List<Route> routes() {
    return List.of(
        StationRoutes.get("/v1/acceptance", BOTH_FORMS, new Ask(this::newest), 200, 404),
        StationRoutes.put("/v1/acceptance", this::decide, 200, 409, 422, 429));
  }

  private Reply newest(Request request) throws Refusal {
    return reply(
        request,
        desk.newest()
            .orElseThrow(() ->
                new Refusal(
                    StationProblem.NO_ACCEPTANCE,
                    "Two persons look at it with 'countersign acceptance record'.")));
  }

  private Reply decide(Request request) throws Refusal {
    AcceptanceRequest.Builder message = AcceptanceRequest.newBuilder();
    List<FieldProblem> problems = WireMapper.read(request, message);
    if (!problems.isEmpty()) {
      throw StockMapper.refused(problems);
    }
    try {
      return reply(
          request,
          desk.decide(
              new Person(message.getBy(), message.getPin().toCharArray()),
              new Person(message.getSecond(), message.getSecondPin().toCharArray()),
              message.getRefuse()));
    } catch (DeskRefusedException e) {
      throw e.kind() == DeskRefusedException.Kind.STATE
          ? new Refusal(
              StationProblem.ofFields(
                  StationProblem.NOT_GOOD,
                  "Nothing was recorded. Mend what 'errors' names, or say why you refuse it.",
                  e.problems()))
          : StockApi.refusal(e);
    }
  }

  private static Reply reply(Request request, Recorded found) {
    Acceptance message =
        Acceptance.newBuilder()
            .setAccepted(found.result().accepted())
            .setAtMillis(found.at().toEpochMilli())
            .setChip(found.result().chip())
            .setReport(found.result().report())
            .setBy(found.result().by())
            .setSecond(found.result().second())
            .setReason(found.result().reason())
            .setSequence(found.sequence())
            .build();
    return Reply.ok(request.accepted(), WireMapper.write(message, request.accepted()));
  }
}
