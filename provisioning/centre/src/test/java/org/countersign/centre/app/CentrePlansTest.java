package org.countersign.centre.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.centre.app.SmallCentre.Person;
import org.countersign.centre.plan.Plan;
import org.countersign.centre.plan.PlanBook;
import org.countersign.centre.store.StationTable;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people do with stations over the API: planning work, opening them, retiring them. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CentrePlansTest {

  private static final long NOW = SmallCentre.NOW.toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("north", "n-1");

  @TempDir private Path folder;
  private SmallCentre centre;

  @BeforeEach
  void start() throws Exception {
    centre = new SmallCentre(folder, new AtomicReference<>(SmallCentre.NOW));
  }

  @AfterEach
  void stop() {
    centre.close();
  }

  private static Map<String, Object> plan(Map<String, Object> other) {
    Map<String, Object> plan =
        new HashMap<>(
            Map.of("district", "north", "from", NOW, "to", NOW + HOUR, "reason", "new line"));
    plan.putAll(other);
    return plan;
  }

  @Test
  void an_operator_plans_work_and_takes_it_out_again_and_both_are_noted() throws Exception {
    Person operator = centre.logIn("op");
    HttpResponse<String> added = centre.post(operator, "/v1/plans", plan(Map.of("station", "n-1")));

    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.body())
        .isEqualTo(
            "{\"id\":1,\"district\":\"north\",\"station\":\"n-1\",\"from\":%d,\"to\":%d,"
                    .formatted(NOW, NOW + HOUR)
                + "\"reason\":\"new line\",\"by\":\"op\"}");
    assertThat(centre.json(centre.logIn("vi"), "/v1/plans").get("plans"))
        .containsExactly(new ObjectMapper().readTree(added.body()));
    assertThat(centre.parts().plans().covering(STATION, NOW + 1)).isPresent();

    assertThat(centre.delete(operator, "/v1/plans/1").statusCode()).isEqualTo(204);
    assertThat(centre.delete(operator, "/v1/plans/1").statusCode()).isEqualTo(404);
    assertThat(centre.parts().plans().covering(STATION, NOW + 1)).isEmpty();
    assertThat(centre.get(centre.logIn("ad"), "/v1/audit").body())
        .contains("plan.add", "plan.remove", "north/n-1");
  }

  @Test
  void a_viewer_plans_nothing() throws Exception {
    Person viewer = centre.logIn("vi");

    assertThat(centre.post(viewer, "/v1/plans", plan(Map.of())).statusCode()).isEqualTo(403);
    assertThat(centre.delete(viewer, "/v1/plans/1").statusCode()).isEqualTo(403);
    assertThat(centre.parts().plans().all()).isEmpty();
  }

  @Test
  void a_plan_that_cannot_be_is_refused_with_its_reason() throws Exception {
    Person operator = centre.logIn("op");
    Map<Map<String, Object>, String> bad =
        Map.of(
            Map.of("to", NOW), "to must be after from",
            Map.of("from", NOW - 2 * HOUR, "to", NOW), "after now",
            Map.of("to", NOW + 90 * 24 * HOUR + 1), "at most 90 days",
            Map.of("from", 400L * 24 * HOUR + NOW, "to", 401L * 24 * HOUR + NOW), "360 days",
            Map.of("from", "today"), "from must be milliseconds",
            Map.of("reason", "x".repeat(201)), "reason must be a text of 1 to 200",
            Map.of("reason", "  "), "reason must say",
            Map.of("district", "a/b"), "district must be the id",
            Map.of("station", "#"), "station must be the id");

    for (Map.Entry<Map<String, Object>, String> one : bad.entrySet()) {
      HttpResponse<String> answer = centre.post(operator, "/v1/plans", plan(one.getKey()));
      assertThat(answer.statusCode()).as("%s", one).isEqualTo(400);
      assertThat(answer.body()).contains(one.getValue());
    }
    assertThat(centre.parts().plans().all()).isEmpty();
  }

  @Test
  void a_full_book_is_told_as_that() throws Exception {
    for (int i = 0; i < PlanBook.MOST; i++) {
      Plan one = new Plan(0, "north", Optional.empty(), NOW, NOW + HOUR, "paint", "ada");
      assertThat(centre.parts().plans().add(one, NOW)).isPresent();
    }
    HttpResponse<String> answer = centre.post(centre.logIn("op"), "/v1/plans", plan(Map.of()));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("There are 1000 plans");
  }

  @Test
  void who_is_logged_in_stays_so_over_a_restart_and_who_logged_out_does_not() throws Exception {
    Person viewer = centre.logIn("vi");
    Person gone = centre.logIn("vi");
    assertThat(centre.delete(gone, "/v1/session").statusCode()).isEqualTo(204);
    centre.close();
    start();

    assertThat(centre.json(viewer, "/v1/session").path("csrf").asText()).isEqualTo(viewer.csrf());
    assertThat(centre.get(gone, "/v1/session").statusCode()).isEqualTo(401);
  }

  private void know(EdgeNodeDescriptor... stations) {
    List<KnownNode> known = List.of(stations).stream().map(s -> new KnownNode(s, 0, 1)).toList();
    new StationTable(centre.parts().database()).save(known);
    assertThat(centre.parts().fleet().restore(known, 1).join()).isTrue();
  }

  @Test
  void a_station_whose_name_no_path_can_hold_is_opened_all_the_same() throws Exception {
    Person viewer = centre.logIn("vi");
    for (String name : List.of(".", "..", "a\\b", "~", "~n", "é\\ü")) {
      know(new EdgeNodeDescriptor("..", name));
      String path = "/v1/stations/" + written("..") + "/" + written(name);

      assertThat(centre.json(viewer, path).path("station").asText()).as(path).isEqualTo(name);
      assertThat(centre.get(viewer, path + "/history?metric=x").statusCode()).isEqualTo(200);
    }
    for (String none : List.of("~", "~!", "~_w", "~Lw")) {
      assertThat(centre.get(viewer, "/v1/stations/north/" + none).statusCode()).isEqualTo(404);
    }
  }

  private static String written(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return "~" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void an_admin_retires_a_station_and_it_is_gone_everywhere() throws Exception {
    know(STATION, new EdgeNodeDescriptor("north", "n-2"));
    Person admin = centre.logIn("ad");

    assertThat(centre.delete(centre.logIn("op"), "/v1/stations/north/n-1").statusCode())
        .isEqualTo(403);
    assertThat(centre.delete(admin, "/v1/stations/north/n-1").statusCode()).isEqualTo(204);
    assertThat(centre.delete(admin, "/v1/stations/north/n-1").statusCode()).isEqualTo(404);
    assertThat(centre.get(admin, "/v1/stations/north/n-1").statusCode()).isEqualTo(404);
    assertThat(centre.json(admin, "/v1/stations").get("stations")).hasSize(1);
    assertThat(new StationTable(centre.parts().database()).all()).hasSize(1);
    assertThat(centre.get(admin, "/v1/audit").body()).contains("station.retire", "north/n-1");
  }

  @Test
  void work_that_was_planned_for_a_retired_station_alone_is_taken_out_and_noted() throws Exception {
    know(STATION, new EdgeNodeDescriptor("north", "n-2"));
    Person admin = centre.logIn("ad");
    for (Map<String, Object> other :
        List.<Map<String, Object>>of(
            Map.of("station", "n-1"),
            Map.of("station", "n-2"),
            Map.of(),
            Map.of("district", "south", "station", "n-1"))) {
      assertThat(centre.post(admin, "/v1/plans", plan(other)).statusCode()).isEqualTo(201);
    }

    assertThat(centre.delete(admin, "/v1/stations/north/n-1").statusCode()).isEqualTo(204);

    assertThat(centre.parts().plans().all()).extracting(Plan::id).containsExactly(2L, 3L, 4L);
    JsonNode noted = centre.json(admin, "/v1/audit").path("entries").get(0);
    assertThat(noted.path("action").asText()).isEqualTo("plan.remove");
    assertThat(noted.path("user").asText()).isEqualTo("ad");
    assertThat(noted.path("subject").asText()).isEqualTo("north/n-1");
    assertThat(noted.path("detail").asText()).isEqualTo("plan 1");
  }
}
