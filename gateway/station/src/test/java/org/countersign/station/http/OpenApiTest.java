package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.http.Route;
import org.countersign.protocol.v1.Acceptance;
import org.countersign.protocol.v1.AcceptanceRequest;
import org.countersign.protocol.v1.Application;
import org.countersign.protocol.v1.Job;
import org.countersign.protocol.v1.LedgerProto;
import org.countersign.protocol.v1.SelfTest;
import org.countersign.protocol.v1.SelfTestFinding;
import org.countersign.protocol.v1.StockProto;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.jobs.Stock;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OpenApiTest {

  private static final List<Route> ROUTES = routes();

  private final JsonNode document = document();

  private static List<Route> routes() {
    try (FakeStation station = new FakeStation()) {
      Jobs jobs = station;
      Devices devices = station;
      return new Api(
              "test",
              jobs,
              devices,
              () -> new Stock(0, 0, 0, 0, 0, 0),
              new FakeDesk(),
              station,
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
              () -> Health.Report.GOOD,
              station.selfTests,
              station.heads(),
              station.grants(),
              station.clock,
              station.acceptance)
          .routes();
    }
  }

  private static JsonNode document() {
    try (var in = Api.class.getResourceAsStream("openapi.json")) {
      return new ObjectMapper().readTree(in);
    } catch (java.io.IOException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void every_route_and_status_in_code_is_described_and_vice_versa() {
    Set<String> inCode = new TreeSet<>();
    for (Route route : ROUTES) {
      for (int status : route.statuses()) {
        inCode.add(route.method() + " " + route.template() + " " + status);
      }
    }

    assertThat(described()).isEqualTo(inCode);
  }

  private Set<String> described() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    operation
                        .getValue()
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(status ->
                            described.add(
                                operation.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + status))));
    return described;
  }

  @Test
  void what_needs_a_token_is_described_so() {
    for (Route route : ROUTES) {
      JsonNode operation = operation(route);
      boolean open = operation.has("security") && operation.get("security").isEmpty();
      assertThat(open).as(route.template()).isEqualTo(route.access().open());
    }
  }

  @Test
  void the_forms_of_every_good_answer_are_described() {
    for (Route route : ROUTES) {
      JsonNode responses = operation(route).get("responses");
      JsonNode good = responses.has("200") ? responses.get("200") : responses.get("202");
      List<String> forms = new ArrayList<>();
      good.get("content").fieldNames().forEachRemaining(forms::add);
      assertThat(forms).as(route.template()).isEqualTo(route.offered());
    }
  }

  @Test
  void every_reference_leads_somewhere() {
    for (String reference : document.findValuesAsText("$ref")) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void the_schemas_have_the_fields_of_the_protobuf() {
    List<Descriptor> all = new ArrayList<>(StockProto.getDescriptor().getMessageTypes());
    all.addAll(LedgerProto.getDescriptor().getMessageTypes());
    all.addAll(
        List.of(
            Application.getDescriptor(),
            Job.getDescriptor(),
            SelfTest.getDescriptor(),
            SelfTestFinding.getDescriptor(),
            Acceptance.getDescriptor(),
            AcceptanceRequest.getDescriptor()));
    for (Descriptor descriptor : all) {
      Set<String> fields = new TreeSet<>();
      descriptor.getFields().forEach(f -> fields.add(f.getJsonName()));
      Set<String> described = new TreeSet<>();
      document
          .at("/components/schemas/" + descriptor.getName() + "/properties")
          .fieldNames()
          .forEachRemaining(described::add);
      assertThat(described).as(descriptor.getName()).isEqualTo(fields);
    }
  }

  private JsonNode operation(Route route) {
    return document
        .get("paths")
        .get(route.template())
        .get(route.method().name().toLowerCase(Locale.ROOT));
  }
}
