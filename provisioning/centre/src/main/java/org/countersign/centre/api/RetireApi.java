package org.countersign.centre.api;

import java.util.List;
import org.countersign.centre.account.Role;
import org.countersign.centre.app.Centre;
import org.countersign.centre.plan.Plan;
import org.countersign.http.Method;
import org.countersign.http.Refusal;
import org.countersign.http.Reply;
import org.countersign.http.Request;
import org.countersign.http.Route;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Taking stations off the page that are not to come back. */
final class RetireApi {

  private final Centre.Parts centre;
  private final Answers answers;

  RetireApi(Centre.Parts centre, Answers answers) {
    this.centre = centre;
    this.answers = answers;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
                Method.DELETE,
                "/v1/stations/{district}/{station}",
                new Route.Action.Ask(this::retire))
            .forRoles(Role.ADMIN.word())
            .answering(204, 404));
  }

  private Reply retire(Request request) throws Refusal {
    EdgeNodeDescriptor station = StationPath.of(request);
    if (answers.of(centre.fleet().ask(view -> view.watch().of(station))).isEmpty()) {
      throw FleetApi.noSuchStation();
    }
    String by = request.caller().name();
    centre.audit().add(by, "station.retire", FleetViews.place(station), "");
    endPlans(station, by);
    answers.of(centre.keeper().retire(station));
    return Reply.done();
  }

  /** Before it is gone: who tries again after a failure still finds the station. */
  private void endPlans(EdgeNodeDescriptor station, String by) {
    for (Plan plan : centre.plans().of(station)) {
      centre.audit().add(by, "plan.remove", FleetViews.place(station), "plan " + plan.id());
      var ignored = centre.plans().remove(plan.id());
    }
  }
}
