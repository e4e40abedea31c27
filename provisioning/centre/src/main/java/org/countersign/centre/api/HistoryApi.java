package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.centre.app.Centre;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.history.Block;
import org.countersign.centre.history.Series;
import org.countersign.centre.state.Owner;
import org.countersign.centre.state.Reading;
import org.countersign.centre.state.Station;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** One number over time. */
final class HistoryApi {

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Half a year: reading more at once would hold a worker for long. */
  private static final long LONGEST = Duration.ofDays(184).toMillis();

  private final Centre.Parts centre;
  private final Answers answers;

  HistoryApi(Centre.Parts centre, Answers answers) {
    this.centre = centre;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/v1/stations/{district}/{station}/history", new Route.Action.Ask(this::history)));
  }

  private Reply history(Request request) throws Refusal {
    EdgeNodeDescriptor station = StationPath.of(request);
    Query query = new Query(request);
    String device = query.text("device", 128).orElse("");
    String metric = query.required("metric", 512);
    long to = query.integer("to", 1, Long.MAX_VALUE, centre.clock().millis() + 1);
    long from = query.integer("from", 0, Long.MAX_VALUE, Math.max(0, to - DAY));
    int points = (int) query.integer("points", 1, 2_000, 500);
    if (from >= to || to - from > LONGEST) {
      throw Query.bad("from must be before to, at most 184 days.");
    }
    List<Block> blocks =
        new ArrayList<>(answers.stored(() -> centre.history().blocks(station, from, to)));
    record Now(Optional<Block> gathered, String unit) {}
    Now now =
        answers.of(
            centre
                .fleet()
                .ask(view ->
                    new Now(
                        centre.recorder().gathered(station), unit(view, station, device, metric))));
    now.gathered().ifPresent(blocks::add);
    ObjectNode node = Json.object();
    if (!now.unit().isEmpty()) {
      node.put("unit", now.unit());
    }
    ArrayNode list = node.putArray("points");
    for (Series.Point point : Series.of(blocks, device, metric, from, to, points)) {
      list.addArray().add(point.at()).add(point.min()).add(point.max()).add(point.last());
    }
    return Json.reply(node);
  }

  /** As the last birth named it: samples are kept without. */
  private static String unit(
      FleetView view, EdgeNodeDescriptor named, String device, String metric) {
    Optional<Station> station = view.state().station(named);
    Optional<? extends Owner> owner =
        device.isEmpty() ? station : station.flatMap(one -> one.device(device));
    return owner.flatMap(one -> one.reading(metric)).map(Reading::unit).orElse("");
  }
}
