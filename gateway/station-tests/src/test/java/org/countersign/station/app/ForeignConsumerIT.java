package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.countersign.station.fleet.Watcher.Heard;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertySet;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.model.MetricDataTypeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real station as Eclipse Tahu reads it: the library behind most consumers of Sparkplug. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ForeignConsumerIT {

  private final SparkplugBPayloadDecoder tahu = new SparkplugBPayloadDecoder();

  @TempDir Path folder;
  private WatchedFleet fleet;

  @BeforeEach
  void start() throws Exception {
    fleet = WatchedFleet.in(folder);
  }

  @AfterEach
  void stop() throws Exception {
    fleet.close();
  }

  private SparkplugBPayload read(Heard heard, MetricDataTypeMap types) throws Exception {
    return tahu.buildFromByteArray(heard.bytes(), types);
  }

  private static Map<String, Metric> byName(SparkplugBPayload payload) {
    return payload.getMetrics().stream()
        .collect(Collectors.toMap(Metric::getName, metric -> metric));
  }

  /** What a consumer remembers of a birth: data name no type. */
  private static MetricDataTypeMap types(SparkplugBPayload birth) {
    MetricDataTypeMap types = new MetricDataTypeMap();
    birth
        .getMetrics()
        .forEach(metric -> types.addMetricDataType(metric.getName(), metric.getDataType()));
    return types;
  }

  private static Object unit(Metric metric) {
    PropertySet properties = metric.getProperties();
    return properties == null || !properties.containsKey("engUnit")
        ? ""
        : properties.getPropertyValue("engUnit").getValue();
  }

  @Test
  void names_types_units_and_times_of_births_are_read_as_they_are_meant() throws Exception {
    Date before = new Date();
    try (RunningStation station = RunningStation.start(folder)) {
      SparkplugBPayload node = read(fleet.watcher().next("NBIRTH"), new MetricDataTypeMap());
      assertThat(node.getSeq()).isZero();
      assertThat(node.getTimestamp()).isBetween(before, new Date(), true, true);
      Map<String, Metric> metrics = byName(node);
      assertThat(metrics.get("bdSeq").getDataType()).isEqualTo(MetricDataType.Int64);
      assertThat(metrics.get("bdSeq").getValue()).isEqualTo(0L);
      assertThat(metrics.get("Node Control/Rebirth").getDataType())
          .isEqualTo(MetricDataType.Boolean);
      assertThat(metrics.get("Node Control/Rebirth").getValue()).isEqualTo(false);
      assertThat(metrics.get("Devices/Configured").getValue()).hasToString("1");
      assertThat(metrics.get("Properties/Version").getDataType()).isEqualTo(MetricDataType.String);

      SparkplugBPayload device = read(fleet.watcher().next("DBIRTH"), new MetricDataTypeMap());
      assertThat(device.getSeq()).isEqualTo(1);
      assertThat(byName(device).get("State").getValue()).isEqualTo("online");

      List<Row> table = table();
      for (SparkplugBPayload payload : List.of(node, device)) {
        for (Metric metric : payload.getMetrics()) {
          String name = metric.getName();
          assertThat(metric.getAlias()).as(name).isNull();
          assertThat(metric.getTimestamp()).as(name).isBeforeOrEqualTo(new Date());
          Row row =
              table.stream()
                  .filter(known -> known.name().matcher(name).matches())
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(name + " is not in sparkplug.md"));
          assertThat(metric.getDataType()).as(name).hasToString(row.type());
          // That a DateTime is in milliseconds is said by its type.
          assertThat(unit(metric))
              .as(name)
              .isIn(row.unit(), row.type().equals("DateTime") ? "" : row.unit());
        }
      }
    }
  }

  /** A line of the tables of sparkplug.md. */
  private record Row(Pattern name, String type, String unit) {}

  private static List<Row> table() throws Exception {
    Pattern line = Pattern.compile("\\| (`[^|]+`) \\| (\\w+) \\| ([^|]*)\\|.*");
    List<Row> rows = new ArrayList<>();
    for (String text : Files.readAllLines(Path.of("../station/docs/sparkplug.md"))) {
      Matcher cells = line.matcher(text);
      if (cells.matches()) {
        for (String name : cells.group(1).split(", ", -1)) {
          // `Steps/<step>/Last` stands for that of every step.
          String pattern = name.replace("`", "").replaceAll("<[^>]+>", "[^/]+");
          rows.add(new Row(Pattern.compile(pattern), cells.group(2), cells.group(3).strip()));
        }
      }
    }
    return rows;
  }

  @Test
  void data_and_death_are_read_by_the_types_that_the_birth_named() throws Exception {
    try (RunningStation station = RunningStation.start(folder)) {
      MetricDataTypeMap node = types(read(fleet.watcher().next("NBIRTH"), new MetricDataTypeMap()));
      MetricDataTypeMap device =
          types(read(fleet.watcher().next("DBIRTH"), new MetricDataTypeMap()));
      station.issuesAGoodCardOn("permits", "residence-permit");

      Map<String, MetricDataTypeMap> born = Map.of("NDATA", node, "DDATA", device);
      Set<String> told = new HashSet<>();
      while (!told.equals(born.keySet())) {
        Heard data = fleet.watcher().next(h -> born.containsKey(h.type()), "data");
        Metric issued = byName(read(data, born.get(data.type()))).get("Cards/Issued");
        if (issued != null) {
          assertThat(issued.getDataType()).isEqualTo(MetricDataType.UInt64);
          assertThat(issued.getValue()).isEqualTo(BigInteger.ONE);
          told.add(data.type());
        }
      }
    }
    SparkplugBPayload death = read(fleet.watcher().next("NDEATH"), new MetricDataTypeMap());
    assertThat(byName(death).keySet()).containsExactly("bdSeq");
    assertThat(death.getMetrics().getFirst().getValue()).isEqualTo(0L);
  }
}
