package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.Scope;
import org.countersign.centre.app.Centre;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.store.StoreException;
import org.countersign.http.HttpProblem;
import org.countersign.http.Method;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stations as they are now. */
final class FleetApi {

  private static final Logger LOG = LoggerFactory.getLogger(FleetApi.class);

  private static final int MOST_STOPPED = 500;
  private static final int MOST_ON_PAGE = 500;
  private static final int LONGEST_SEARCH = 128;

  private static final Comparator<Overview.Stopped> BY_NAME =
      Comparator.comparing((Overview.Stopped s) -> s.station().group())
          .thenComparing(s -> s.station().node());

  private final Centre.Parts centre;
  private final Answers answers;

  FleetApi(Centre.Parts centre, Answers answers) {
    this.centre = centre;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/overview", new Route.Action.Ask(this::overview)),
        Route.get("/v1/fleet", new Route.Action.Ask(this::fleet)).answering(200, 304),
        Route.get("/v1/stations", new Route.Action.Ask(this::stations)),
        Route.of(
                Method.GET,
                "/v1/stations/{district}/{station}",
                new Route.Action.Ask(this::station))
            .answering(200, 404));
  }

  private Reply overview(Request request) throws Refusal {
    int most = (int) new Query(request).integer("most", 0, MOST_STOPPED, 50);
    return Json.reply(overview(most, Language.of(request)));
  }

  /** The first page; any thread but the fleet's. */
  ObjectNode overview(int most, Language language) throws Refusal {
    record Seen(Overview overview, Map<EdgeNodeDescriptor, Verdict> silences, long troubled) {}
    List<Alert> alerts = answers.of(centre.alerts().open());
    Predicate<Overview.Stopped> covered = coveredBy(alerts);
    Seen seen =
        answers.of(
            centre
                .fleet()
                .ask(view -> {
                  Overview seenNow = view.watch().overview(centre.clock().millis(), most, covered);
                  return new Seen(
                      seenNow, silences(view, seenNow.stopped()), view.watch().troubledCount());
                }));
    ObjectNode node =
        FleetViews.overview(
            seen.overview(),
            seen.silences(),
            seen.troubled(),
            centre.link().status(),
            alerts.size(),
            language);
    node.set("store", FleetViews.store(centre.database().awaySince()));
    return node;
  }

  /** Why those of some stations are silent that are. */
  private Map<EdgeNodeDescriptor, Verdict> silences(FleetView view, List<Overview.Stopped> some) {
    Map<EdgeNodeDescriptor, Verdict> verdicts = new HashMap<>();
    for (Overview.Stopped one : some) {
      view.state()
          .station(one.station())
          .flatMap(station -> view.silences().verdict(station, centre.clock().millis()))
          .ifPresent(verdict -> verdicts.put(one.station(), verdict));
    }
    return verdicts;
  }

  /** Stations for which the alert of a district or of the fleet speaks. */
  private static Predicate<Overview.Stopped> coveredBy(List<Alert> alerts) {
    Set<Cause> everywhere = EnumSet.noneOf(Cause.class);
    Map<String, Set<Cause>> districts = new HashMap<>();
    for (Alert alert : alerts) {
      switch (alert.scope()) {
        case Scope.OfFleet ignored -> everywhere.add(alert.cause());
        case Scope.OfDistrict of ->
            districts
                .computeIfAbsent(of.district(), name -> EnumSet.noneOf(Cause.class))
                .add(alert.cause());
        case Scope.OfStation ignored -> {}
        case Scope.OfAlarm ignored -> {}
      }
    }
    return station ->
        everywhere.contains(station.condition().cause())
            || districts
                .getOrDefault(station.station().group(), Set.of())
                .contains(station.condition().cause());
  }

  private Reply fleet(Request request) throws Refusal {
    List<Overview.Stopped> all = all();
    Map<String, ObjectNode> districts = new TreeMap<>();
    Map<String, StringBuilder> capacities = new TreeMap<>();
    for (Overview.Stopped station : all) {
      String district = station.station().group();
      ObjectNode node =
          districts.computeIfAbsent(
              district,
              name -> {
                ObjectNode made = Json.object().put("name", name);
                made.putArray("stations");
                return made;
              });
      node.withArray("/stations").add(station.station().node());
      capacities
          .computeIfAbsent(district, name -> new StringBuilder())
          .append(station.condition().capacity().name().charAt(0));
    }
    ArrayNode list = Json.array();
    districts.forEach(
        (name, node) -> list.add(node.put("capacities", String.valueOf(capacities.get(name)))));
    String etag = "\"" + Integer.toHexString(list.hashCode()) + "-" + all.size() + "\"";
    Map<String, String> headers = Map.of("ETag", etag, "Cache-Control", "no-cache");
    if (request.head().header("If-None-Match").filter(etag::equals).isPresent()) {
      return new Reply(304, "application/json", new byte[0], headers);
    }
    ObjectNode node = Json.object().put("at", centre.clock().millis());
    node.set("districts", list);
    return new Reply(200, "application/json", Json.bytes(node), headers);
  }

  private List<Overview.Stopped> all() throws Refusal {
    return answers.of(centre.fleet().ask(view -> view.watch().all().toList())).stream()
        .sorted(BY_NAME)
        .toList();
  }

  private Reply stations(Request request) throws Refusal {
    Query query = new Query(request);
    Optional<String> district = query.text("district", EdgeNodeDescriptor.MAX_ID_BYTES);
    String search = query.text("search", LONGEST_SEARCH).orElse("").toLowerCase(Locale.ROOT);
    Set<Capacity> capacities = capacities(query);
    String after = query.text("after", 512).orElse("");
    int limit = (int) query.integer("limit", 1, MOST_ON_PAGE, 100);
    Stream<Overview.Stopped> found =
        all().stream()
            .filter(s -> district.isEmpty() || s.station().group().equals(district.get()))
            .filter(s -> capacities.contains(s.condition().capacity()))
            .filter(s -> holds(s.station(), search))
            .filter(s -> FleetViews.place(s.station()).compareTo(after) > 0);
    List<Overview.Stopped> page =
        found
            .sorted(Comparator.comparing(s -> FleetViews.place(s.station())))
            .limit(limit + 1L)
            .toList();
    ObjectNode node = Json.object();
    ArrayNode stations = node.putArray("stations");
    Language language = Language.of(request);
    Map<EdgeNodeDescriptor, Verdict> silences =
        answers.of(centre.fleet().ask(view -> silences(view, page)));
    page.stream()
        .limit(limit)
        .forEach(s -> stations.add(FleetViews.summary(s, silences, language)));
    if (page.size() > limit) {
      node.put("next", FleetViews.place(page.get(limit - 1).station()));
    }
    return Json.reply(node);
  }

  private static boolean holds(EdgeNodeDescriptor station, String search) {
    return station.node().toLowerCase(Locale.ROOT).contains(search)
        || station.group().toLowerCase(Locale.ROOT).contains(search);
  }

  private static Set<Capacity> capacities(Query query) throws Refusal {
    Optional<String> asked = query.text("capacity", 64);
    if (asked.isEmpty()) {
      return EnumSet.allOf(Capacity.class);
    }
    Set<Capacity> capacities = EnumSet.noneOf(Capacity.class);
    for (String word : asked.get().split(",", -1)) {
      capacities.add(
          Arrays.stream(Capacity.values())
              .filter(capacity -> Json.word(capacity).equals(word))
              .findFirst()
              .orElseThrow(
                  () -> Query.bad("capacity must be of full, reduced, none, unknown, away.")));
    }
    return capacities;
  }

  private Reply station(Request request) throws Refusal {
    EdgeNodeDescriptor station = StationPath.of(request);
    Language language = Language.of(request);
    Optional<ObjectNode> found =
        answers.of(centre.fleet().ask(view -> station(view, station, language)));
    ObjectNode node = found.orElseThrow(FleetApi::noSuchStation);
    addStored(node, station, language);
    return Json.reply(node);
  }

  /** Left out while the database is away: what the station says now is worth showing without. */
  private void addStored(ObjectNode node, EdgeNodeDescriptor station, Language language) {
    RecordViews records = new RecordViews(centre.database());
    try {
      node.set("silences", SilenceViews.over(centre.silences().over(station), language));
      node.set("records", records.ofStation(station, language));
      node.set("alarms", records.alarms(station, language));
    } catch (StoreException e) {
      LOG.warn("A station is shown without its records: {}", e.getMessage());
      ObjectNode ignored = node.remove(List.of("silences", "records", "alarms"));
    }
  }

  private Optional<ObjectNode> station(
      FleetView view, EdgeNodeDescriptor named, Language language) {
    return view.state()
        .station(named)
        .flatMap(station ->
            view.watch()
                .of(named)
                .map(condition -> {
                  ObjectNode node = FleetViews.station(station, condition, language);
                  view.silences()
                      .verdict(station, centre.clock().millis())
                      .ifPresent(v -> node.set("silence", SilenceViews.of(v, language)));
                  return node;
                }));
  }

  static Refusal noSuchStation() {
    return new Refusal(
        HttpProblem.NO_SUCH_RESOURCE,
        "No station of that district and id was ever heard; search for a part of its id.");
  }
}
