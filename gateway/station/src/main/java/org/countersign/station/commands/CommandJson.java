package org.countersign.station.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.countersign.station.client.JobStatus;
import org.countersign.station.jobs.Devices.DeviceStatus;

/** What {@code --json} writes: one object a line. */
final class CommandJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CommandJson() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String line(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String line(JobStatus job) {
    ObjectNode node =
        object()
            .put("id", job.id())
            .put("profile", job.profile())
            .put("suite", job.suite())
            .put("state", job.state().name())
            .put("serial", job.serial().orElse(""))
            .put("device", job.device().orElse(""))
            .put("acceptedAt", job.acceptedAt().toString())
            .put("changedAt", job.changedAt().toString())
            .put("problem", job.problem().orElse(""));
    job.work().ifPresent(work -> add(node.putObject("work"), work));
    return line(node);
  }

  private static void add(ObjectNode node, JobStatus.CardWork work) {
    node.put("apdus", work.apdus()).put("bytes", work.bytes()).put("verdict", work.verdict());
    ObjectNode seconds = node.putObject("seconds");
    work.steps().forEach(step -> seconds.put(step.step(), step.seconds()));
  }

  static String line(DeviceStatus device) {
    ObjectNode node =
        object()
            .put("id", device.id())
            .put("driver", device.driver())
            .put("model", device.model())
            .put("state", device.state().word())
            .put("chip", device.chip().word())
            .put("detail", device.detail())
            .put("job", device.job().orElse(""));
    ArrayNode units = node.putArray("units");
    device
        .units()
        .forEach(unit ->
            units
                .addObject()
                .put("id", unit.id())
                .put("count", unit.count())
                .put("threshold", unit.threshold()));
    device
        .recovery()
        .ifPresent(recovery ->
            node.putObject("recovery")
                .put("rung", recovery.rung())
                .put("attempt", recovery.attempt())
                .put("reason", recovery.reason()));
    return line(node);
  }
}
