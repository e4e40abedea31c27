package org.countersign.station.http;

import static org.countersign.station.http.StationRoutes.BOTH_FORMS;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.http.Route.Action.Ask;
import org.countersign.protocol.v1.SelfTestFinding;
import org.countersign.station.selftest.Catalogue;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.SelfTests;

/** What the routes of the self-test do. */
final class SelfTestApi {

  private final SelfTests tests;
  private final Catalogue english = new Catalogue(Locale.ENGLISH);

  SelfTestApi(SelfTests tests) {
    this.tests = tests;
  }

  List<Route> routes() {
    return List.of(
        StationRoutes.get("/v1/self-test", BOTH_FORMS, new Ask(this::latest), 200, 404),
        StationRoutes.post("/v1/self-test", this::run, 200));
  }

  private Reply latest(Request request) throws Refusal {
    Optional<SelfTestReport> latest = tests.latest();
    return reply(
        request,
        latest.orElseThrow(() ->
            new Refusal(
                StationProblem.NO_SELF_TEST,
                "POST /v1/self-test looks now; it takes a few seconds.")));
  }

  private Reply run(Request request) {
    return reply(request, tests.run());
  }

  private Reply reply(Request request, SelfTestReport report) {
    var message =
        org.countersign.protocol.v1.SelfTest.newBuilder()
            .setAtMillis(report.at().toEpochMilli())
            .setSeconds(report.took().toNanos() / 1e9)
            .setVerdict(report.verdict().word())
            .setCards(report.capacity().cards())
            .setLimit(report.capacity().limit())
            .addAllFindings(report.findings().stream().map(this::finding).toList())
            .build();
    return new Reply(
        200, request.accepted(), WireMapper.write(message, request.accepted()), Map.of());
  }

  private SelfTestFinding finding(Finding finding) {
    return SelfTestFinding.newBuilder()
        .setItem(finding.item().word())
        .setSubject(finding.subject())
        .setVerdict(finding.verdict().word())
        .setCode(finding.code())
        .addAllArguments(finding.arguments())
        .setWhat(english.what(finding))
        .setTodo(english.todo(finding))
        .build();
  }
}
