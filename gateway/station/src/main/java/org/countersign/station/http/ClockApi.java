package org.countersign.station.http;

import static org.countersign.station.http.StationRoutes.BOTH_FORMS;

import java.time.Instant;
import java.util.List;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;
import org.countersign.personalization.FieldProblem;
import org.countersign.protocol.v1.ClockConfirmation;
import org.countersign.protocol.v1.ClockStatus;
import org.countersign.station.clock.Judgement;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Person;

/** What the routes of the clock do. */
final class ClockApi {

  private final ClockDesk desk;

  ClockApi(ClockDesk desk) {
    this.desk = desk;
  }

  List<Route> routes() {
    return List.of(
        StationRoutes.get("/v1/clock", BOTH_FORMS, new Ask(this::status), 200),
        StationRoutes.put("/v1/clock", this::confirm, 200, 422, 429));
  }

  private Reply status(Request request) {
    Judgement judgement = desk.judgement();
    ClockStatus.Builder message =
        ClockStatus.newBuilder()
            .setNowMillis(judgement.now().toEpochMilli())
            .setVerdict(
                switch (judgement) {
                  case Judgement.Believed believed -> "believed";
                  case Judgement.Behind behind -> "behind";
                  case Judgement.Ahead ahead -> "ahead";
                })
            .setNewestMillis(desk.newest().toEpochMilli());
    judgement.objection().ifPresent(message::setProblem);
    return Reply.ok(request.accepted(), WireMapper.write(message.build(), request.accepted()));
  }

  private Reply confirm(Request request) throws Refusal {
    ClockConfirmation.Builder message = ClockConfirmation.newBuilder();
    List<FieldProblem> problems = WireMapper.read(request, message);
    if (!problems.isEmpty()) {
      throw StockMapper.refused(problems);
    }
    try {
      desk.confirm(
          Instant.ofEpochMilli(message.getTimeMillis()),
          new Person(message.getBy(), message.getPin().toCharArray()),
          new Person(message.getSecond(), message.getSecondPin().toCharArray()));
    } catch (DeskRefusedException e) {
      throw StockApi.refusal(e);
    }
    return status(request);
  }
}
