package org.countersign.station.http;

import static org.countersign.station.http.StationRoutes.BOTH_FORMS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.jobs.Stock;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.ShiftReport;
import org.countersign.station.stock.ShiftReportPage;
import org.countersign.station.stock.StockDesk;

/** The routes of the stock and of shifts. */
final class StockApi {

  private static final int MOST_CARDS = 1_000;
  private static final int SHIFTS = 100;

  private final StockDesk desk;
  private final Supplier<Stock> stock;

  StockApi(StockDesk desk, Supplier<Stock> stock) {
    this.desk = desk;
    this.stock = stock;
  }

  List<Route> routes() {
    return List.of(
        StationRoutes.get("/v1/stock", BOTH_FORMS, new Ask(this::stock), 200),
        StationRoutes.get("/v1/stock/cards", BOTH_FORMS, new Ask(this::cards), 200),
        StationRoutes.put("/v1/stock/batches/{id}", this::receive, 200, 409, 422, 429),
        StationRoutes.put("/v1/stock/movements/{id}", this::move, 200, 409, 422, 429),
        StationRoutes.get("/v1/shifts", BOTH_FORMS, new Ask(this::shifts), 200),
        StationRoutes.get("/v1/shifts/{id}", BOTH_FORMS, new Ask(this::shift), 200, 404),
        StationRoutes.put("/v1/shifts/{id}", this::change, 200, 409, 422, 429),
        StationRoutes.get(
            "/v1/shifts/{id}/report", List.of(MediaType.HTML), new Ask(this::report), 200, 404));
  }

  private Reply stock(Request request) {
    return Reply.ok(request.accepted(), StockMapper.stock(stock.get(), request.accepted()));
  }

  private Reply cards(Request request) throws Refusal {
    Set<CardState> states = states(request.query());
    return Reply.ok(
        request.accepted(), StockMapper.cards(desk.cards(states, MOST_CARDS), request.accepted()));
  }

  private static Set<CardState> states(Map<String, List<String>> query) throws Refusal {
    Set<CardState> states = EnumSet.noneOf(CardState.class);
    List<FieldProblem> problems = new ArrayList<>();
    query.forEach((name, values) -> {
      if (!name.equals("state")) {
        problems.add(
            new FieldProblem(ElementName.shown(name), "is not known here; known is state"));
        return;
      }
      for (String word : String.join(",", values).split(",", -1)) {
        CardState.of(word)
            .ifPresentOrElse(
                states::add,
                () ->
                    problems.add(
                        new FieldProblem(
                            "state",
                            "must be of "
                                + EnumSet.allOf(CardState.class).stream()
                                    .map(CardState::word)
                                    .toList()
                                + ", by commas")));
      }
    });
    if (!problems.isEmpty()) {
      throw new Refusal(
          StationProblem.ofFields(
              HttpProblem.BAD_QUERY, "Mend every parameter named in 'errors'.", problems));
    }
    return states;
  }

  private Reply receive(Request request) throws Refusal {
    StockMapper.Received received = StockMapper.receipt(request);
    return asked(request, () -> desk.receive(received.receipt(), received.by()));
  }

  private Reply move(Request request) throws Refusal {
    StockMapper.Moved moved = StockMapper.movement(request);
    return asked(request, () -> desk.move(moved.movement(), moved.by(), moved.second()));
  }

  /** Something that the desk may refuse. */
  @FunctionalInterface
  private interface Asked {
    void ask() throws DeskRefusedException;
  }

  private Reply asked(Request request, Asked asked) throws Refusal {
    try {
      asked.ask();
    } catch (DeskRefusedException e) {
      throw refusal(e);
    }
    return stock(request);
  }

  private Reply shifts(Request request) {
    return Reply.ok(
        request.accepted(), StockMapper.shifts(desk.shifts(SHIFTS), request.accepted()));
  }

  private Reply shift(Request request) throws Refusal {
    Shift shift = number(request).flatMap(desk::shift).orElseThrow(StockApi::noSuchShift);
    return Reply.ok(request.accepted(), StockMapper.shift(shift, request.accepted()));
  }

  private Reply change(Request request) throws Refusal {
    StockMapper.Change change = StockMapper.change(request);
    long number =
        number(request)
            .orElseThrow(() ->
                StockMapper.refused(
                    List.of(new FieldProblem("id", "must be the number of a shift"))));
    try {
      Shift shift =
          change.open()
              ? desk.open(number, change.by(), change.counted())
              : desk.close(number, change.by(), change.counted());
      return Reply.ok(request.accepted(), StockMapper.shift(shift, request.accepted()));
    } catch (DeskRefusedException e) {
      throw refusal(e);
    }
  }

  private Reply report(Request request) throws Refusal {
    ShiftReport report =
        number(request)
            .flatMap(desk::report)
            .orElseThrow(() ->
                new Refusal(
                    StationProblem.NO_SUCH_SHIFT,
                    "A report is there once its shift was closed; GET /v1/shifts lists them."));
    String digest =
        number(request)
            .flatMap(desk::shift)
            .flatMap(Shift::closing)
            .map(Shift.Closing::digest)
            .orElse("");
    return new Reply(
        200,
        MediaType.HTML + "; charset=utf-8",
        ShiftReportPage.html(report, digest).getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
  }

  private static Optional<Long> number(Request request) {
    return Optional.of(request.id()).filter(id -> id.matches("[1-9][0-9]{0,8}")).map(Long::valueOf);
  }

  private static Refusal noSuchShift() {
    return new Refusal(StationProblem.NO_SUCH_SHIFT, "GET /v1/shifts lists what there is.");
  }

  static Refusal refusal(DeskRefusedException e) {
    long seconds = (e.waitFor().toMillis() + 999) / 1_000;
    String todo = "Nothing was changed. Mend what is named in 'errors' and send it again.";
    return new Refusal(
        switch (e.kind()) {
          case PERSON ->
              seconds > 0
                  ? StationProblem.ofFields(StationProblem.PIN_PAUSE, todo, e.problems())
                      .with("Retry-After", Long.toString(seconds))
                  : StationProblem.ofFields(StationProblem.PERSON_REFUSED, todo, e.problems());
          case REQUEST ->
              StationProblem.ofFields(StationProblem.REFUSED_REQUEST, todo, e.problems());
          case STATE ->
              StationProblem.ofFields(
                  StationProblem.STOCK_CONFLICT,
                  "Nothing was changed. Do what 'errors' says and send it again.",
                  e.problems());
        });
  }
}
