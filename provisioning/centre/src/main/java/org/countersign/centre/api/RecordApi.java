package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.centre.account.Role;
import org.countersign.centre.app.Centre;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.store.AuditTable;
import org.countersign.centre.store.CardRecords;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Records of cards, how far the fleet is set up, and who did what. */
final class RecordApi {

  private final Centre.Parts centre;
  private final Answers answers;

  RecordApi(Centre.Parts centre, Answers answers) {
    this.centre = centre;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/cards", new Route.Action.Ask(this::cards)),
        Route.get("/v1/audit", new Route.Action.Ask(this::audit)).forRoles(Role.ADMIN.word()),
        Route.get("/v1/commissioning", new Route.Action.Ask(this::commissioning)));
  }

  private Reply cards(Request request) throws Refusal {
    String serial = new Query(request).required("serial", 64);
    return Json.reply(answers.stored(() -> new RecordViews(centre.database()).ofSerial(serial)));
  }

  private Reply audit(Request request) throws Refusal {
    Query query = new Query(request);
    long before = query.integer("after", 1, Long.MAX_VALUE, Long.MAX_VALUE);
    int limit = (int) query.integer("limit", 1, 500, 100);
    List<AuditTable.Entry> entries = answers.stored(() -> centre.audit().before(before, limit + 1));
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("entries");
    for (AuditTable.Entry entry : entries.subList(0, Math.min(limit, entries.size()))) {
      list.addObject()
          .put("number", entry.number())
          .put("at", entry.at())
          .put("user", entry.actor())
          .put("action", entry.action())
          .put("subject", entry.subject())
          .put("detail", entry.detail());
    }
    if (entries.size() > limit) {
      node.put("next", Long.toString(entries.get(limit - 1).number()));
    }
    return Json.reply(node);
  }

  private Reply commissioning(Request request) throws Refusal {
    Set<EdgeNodeDescriptor> known =
        answers.of(centre.fleet().ask(view -> view.watch().all().toList())).stream()
            .map(Overview.Stopped::station)
            .collect(Collectors.toSet());
    Map<String, Long> heard = byDistrict(known.stream());
    // One that is no longer looked after, or belongs to another centre, is not counted.
    Map<String, Long> accepted =
        byDistrict(
            answers.stored(() -> new CardRecords(centre.database()).accepted()).stream()
                .filter(known::contains));
    Map<String, Long> expected = new HashMap<>(heard);
    centre.config().expected().forEach((name, count) -> expected.put(name, (long) count));
    ObjectNode node =
        Json.object()
            .put("stations", sum(expected))
            .put("heard", sum(heard))
            .put("accepted", sum(accepted));
    ArrayNode districts = node.putArray("districts");
    Set<String> names = new TreeSet<>(expected.keySet());
    for (String name : names) {
      districts
          .addObject()
          .put("name", name)
          .put("expected", expected.getOrDefault(name, 0L))
          .put("heard", heard.getOrDefault(name, 0L))
          .put("accepted", accepted.getOrDefault(name, 0L));
    }
    return Json.reply(node);
  }

  private static Map<String, Long> byDistrict(Stream<EdgeNodeDescriptor> stations) {
    return stations
        .map(EdgeNodeDescriptor::group)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
