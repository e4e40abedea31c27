package org.countersign.station.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.Devices.Recovery;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.jobs.Stock;
import org.countersign.station.selftest.DayCapacity;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.Item;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.Verdict;
import org.countersign.station.stock.Person;

/** Reads the API's JSON. A field that is not there reads as empty. */
final class Answers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static JsonNode tree(String json) throws JsonProcessingException {
    return JSON.readTree(json);
  }

  static JobStatus job(JsonNode node) {
    return new JobStatus(
        text(node, "id"),
        text(node, "profile"),
        text(node, "suite"),
        JobState.valueOf(text(node, "state")),
        optional(node, "serial"),
        optional(node, "device"),
        Instant.ofEpochMilli(node.path("acceptedAtMillis").asLong()),
        Instant.ofEpochMilli(node.path("changedAtMillis").asLong()),
        optional(node, "problem"),
        node.hasNonNull("work") ? Optional.of(work(node.get("work"))) : Optional.empty());
  }

  private static JobStatus.CardWork work(JsonNode node) {
    List<JobStatus.StepTime> steps = new ArrayList<>();
    node.path("steps")
        .forEach(
            s -> steps.add(new JobStatus.StepTime(text(s, "step"), s.path("seconds").asDouble())));
    return new JobStatus.CardWork(
        node.path("apdus").asInt(), node.path("bytes").asLong(), steps, text(node, "verdict"));
  }

  static List<JobStatus> jobs(JsonNode list) {
    List<JobStatus> jobs = new ArrayList<>();
    list.path("jobs").forEach(job -> jobs.add(job(job)));
    return jobs;
  }

  static List<DeviceStatus> devices(JsonNode list) {
    List<DeviceStatus> devices = new ArrayList<>();
    list.path("devices").forEach(device -> devices.add(device(device)));
    return devices;
  }

  private static DeviceStatus device(JsonNode node) {
    List<StorageUnit> units = new ArrayList<>();
    node.path("units")
        .forEach(u ->
            units.add(
                new StorageUnit(
                    text(u, "id"), u.path("count").asInt(), u.path("threshold").asInt())));
    return new DeviceStatus(
        text(node, "id"),
        text(node, "driver"),
        text(node, "model"),
        deviceState(text(node, "state")),
        chipPower(text(node, "chip")),
        text(node, "detail"),
        optional(node, "job"),
        units,
        node.hasNonNull("recovery")
            ? Optional.of(recovery(node.get("recovery")))
            : Optional.empty());
  }

  private static Recovery recovery(JsonNode node) {
    return new Recovery(text(node, "rung"), node.path("attempt").asInt(), text(node, "reason"));
  }

  private static DeviceState deviceState(String word) {
    for (DeviceState state : DeviceState.values()) {
      if (state.word().equals(word)) {
        return state;
      }
    }
    throw new IllegalArgumentException("device state " + word + " is of a newer station");
  }

  private static ChipPower chipPower(String word) {
    for (ChipPower power : ChipPower.values()) {
      if (power.word().equals(word)) {
        return power;
      }
    }
    return ChipPower.UNKNOWN;
  }

  static SelfTestReport selfTest(JsonNode node) {
    List<Finding> findings = new ArrayList<>();
    node.path("findings").forEach(finding -> findings.add(finding(finding)));
    return new SelfTestReport(
        Instant.ofEpochMilli(node.path("atMillis").asLong()),
        Duration.ofNanos((long) (node.path("seconds").asDouble() * 1e9)),
        findings,
        new DayCapacity(node.path("cards").asLong(), text(node, "limit")));
  }

  private static Finding finding(JsonNode node) {
    List<String> arguments = new ArrayList<>();
    node.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    return new Finding(
        Item.of(text(node, "item")),
        text(node, "subject"),
        Verdict.of(text(node, "verdict")),
        text(node, "code"),
        arguments);
  }

  static ClockReading clock(JsonNode node) {
    return new ClockReading(
        Instant.ofEpochMilli(node.path("nowMillis").asLong()),
        text(node, "verdict"),
        Instant.ofEpochMilli(node.path("newestMillis").asLong()),
        optional(node, "problem"));
  }

  static AcceptanceFound acceptance(JsonNode node) {
    return new AcceptanceFound(
        node.path("accepted").asBoolean(),
        Instant.ofEpochMilli(node.path("atMillis").asLong()),
        text(node, "chip"),
        text(node, "report"),
        text(node, "by"),
        text(node, "second"),
        text(node, "reason"));
  }

  static ObjectNode acceptanceRequest(Person by, Person second, String refuse) {
    return JSON.createObjectNode()
        .put("by", by.name())
        .put("pin", new String(by.pin()))
        .put("second", second.name())
        .put("secondPin", new String(second.pin()))
        .put("refuse", refuse);
  }

  static ObjectNode clockConfirmation(Instant time, Person by, Person second) {
    return JSON.createObjectNode()
        .put("timeMillis", Long.toString(time.toEpochMilli()))
        .put("by", by.name())
        .put("pin", new String(by.pin()))
        .put("second", second.name())
        .put("secondPin", new String(second.pin()));
  }

  static Stock stock(JsonNode node) {
    return new Stock(
        node.path("blank").asLong(),
        node.path("inProcess").asLong(),
        node.path("inDoubt").asLong(),
        node.path("issued").asLong(),
        node.path("spoiled").asLong(),
        node.path("quarantined").asLong(),
        StockAnswers.account(node));
  }

  static GrantLeft grant(JsonNode node) {
    List<String> warnings = new ArrayList<>();
    node.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new GrantLeft(
        node.path("required").asBoolean(),
        node.path("number").asLong(),
        node.path("epoch").asLong(),
        node.path("cardsLeft").asLong(),
        node.path("serialsLeft").asLong(),
        Instant.ofEpochMilli(node.path("notAfterMillis").asLong()),
        optional(node, "problem"),
        warnings);
  }

  static String grantFile(byte[] json, byte[] signature) {
    Base64.Encoder base64 = Base64.getEncoder();
    return JSON.createObjectNode()
        .put("grant", base64.encodeToString(json))
        .put("signature", base64.encodeToString(signature))
        .toString();
  }

  static StationEvent event(JsonNode node) {
    Map<String, String> facts =
        node.path("facts").properties().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText()));
    return new StationEvent(
        node.path("sequence").asLong(),
        Instant.parse(text(node, "at")),
        text(node, "kind"),
        text(node, "subject"),
        text(node, "state"),
        facts);
  }

  static List<FieldProblem> errors(JsonNode problem) {
    List<FieldProblem> errors = new ArrayList<>();
    problem
        .path("errors")
        .forEach(e -> errors.add(new FieldProblem(text(e, "field"), text(e, "problem"))));
    return errors;
  }

  static String text(JsonNode node, String name) {
    return node.path(name).asText("");
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return Optional.of(text(node, name)).filter(t -> !t.isEmpty());
  }
}
