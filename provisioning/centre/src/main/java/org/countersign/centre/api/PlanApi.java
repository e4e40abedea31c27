package org.countersign.centre.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.countersign.centre.account.Role;
import org.countersign.centre.app.Centre;
import org.countersign.centre.plan.Plan;
import org.countersign.centre.plan.PlanBook;
import org.countersign.http.HttpProblem;
import org.countersign.http.MediaType;
import org.countersign.http.Method;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Planned work. */
final class PlanApi {

  /** More plans than the book takes. */
  private enum Kind implements Problem.Kind {
    TOO_MANY;

    @Override
    public int status() {
      return 409;
    }

    @Override
    public String title() {
      return "Too many plans";
    }

    @Override
    public String word() {
      return "too-many-plans";
    }
  }

  private final Centre.Parts centre;

  PlanApi(Centre.Parts centre) {
    this.centre = centre;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/plans", new Route.Action.Ask(this::plans)),
        Route.of(Method.POST, "/v1/plans", new Route.Action.Ask(this::add))
            .reading(new Route.Body(List.of(MediaType.JSON)))
            .forRoles(Role.OPERATOR.word())
            .answering(201, 409),
        Route.of(Method.DELETE, "/v1/plans/{id}", new Route.Action.Ask(this::remove))
            .forRoles(Role.OPERATOR.word())
            .answering(204, 404));
  }

  private Reply plans(Request request) {
    ObjectNode node = Json.object();
    ArrayNode plans = node.putArray("plans");
    centre.plans().all().forEach(plan -> plans.add(node(plan)));
    return Json.reply(node);
  }

  private static ObjectNode node(Plan plan) {
    ObjectNode node = Json.object().put("id", plan.id()).put("district", plan.district());
    plan.station().ifPresent(station -> node.put("station", station));
    return node.put("from", plan.from())
        .put("to", plan.to())
        .put("reason", plan.reason())
        .put("by", plan.by());
  }

  private Reply add(Request request) throws Refusal {
    ObjectNode body = Json.body(request);
    String by = request.caller().name();
    Plan plan = plan(body, by);
    centre.audit().add(by, "plan.add", place(plan), plan.from() + " to " + plan.to());
    Plan added =
        centre
            .plans()
            .add(plan, centre.clock().millis())
            .orElseThrow(() ->
                new Refusal(
                    Problem.of(
                        Kind.TOO_MANY,
                        "There are " + PlanBook.MOST + " plans; take some out first.")));
    Reply reply = Json.reply(node(added));
    return new Reply(201, MediaType.JSON, reply.body(), reply.headers());
  }

  private Plan plan(ObjectNode body, String by) throws Refusal {
    String district = id(body, "district");
    Optional<String> station =
        body.hasNonNull("station") ? Optional.of(id(body, "station")) : Optional.empty();
    long from = time(body, "from");
    long to = time(body, "to");
    long longest = Plan.LONGEST.toMillis();
    if (to <= from || to - from > longest || to <= centre.clock().millis()) {
      throw bad("to must be after from and after now, at most 90 days after from.");
    }
    if (from > centre.clock().millis() + 4 * longest) {
      throw bad("from must be less than 360 days ahead.");
    }
    String reason = Json.text(body, "reason", Plan.LONGEST_REASON).replace('\0', '\uFFFD');
    if (reason.isBlank()) {
      throw bad("reason must say what is done there.");
    }
    return new Plan(0, district, station, from, to, reason, by);
  }

  private static String id(ObjectNode body, String name) throws Refusal {
    String id = Json.text(body, name, EdgeNodeDescriptor.MAX_ID_BYTES);
    if (!EdgeNodeDescriptor.isId(id)) {
      throw bad(name + " must be the id of a " + name + ".");
    }
    return id;
  }

  private static long time(ObjectNode body, String name) throws Refusal {
    JsonNode value = body.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad(name + " must be milliseconds since 1970.");
    }
    return value.longValue();
  }

  private static Refusal bad(String detail) {
    return new Refusal(HttpProblem.MALFORMED_REQUEST, detail);
  }

  private static String place(Plan plan) {
    return plan.district() + plan.station().map(station -> "/" + station).orElse("");
  }

  private Reply remove(Request request) throws Refusal {
    String text = request.path().getOrDefault("id", "");
    long id = text.matches("[1-9][0-9]{0,17}") ? Long.parseLong(text) : 0;
    Plan known =
        centre.plans().all().stream()
            .filter(plan -> plan.id() == id)
            .findFirst()
            .orElseThrow(PlanApi::noSuchPlan);
    centre.audit().add(request.caller().name(), "plan.remove", place(known), "plan " + id);
    if (centre.plans().remove(id).isEmpty()) {
      throw noSuchPlan();
    }
    return Reply.done();
  }

  private static Refusal noSuchPlan() {
    return new Refusal(
        HttpProblem.NO_SUCH_RESOURCE, "No plan of that id is there; it may be over.");
  }
}
