package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Condition;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.link.LinkStatus;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.state.Owner;
import org.countersign.centre.state.Presence;
import org.countersign.centre.state.Reading;
import org.countersign.centre.state.Station;
import org.countersign.centre.state.StationDevice;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;

/** What the fleet is, as JSON. Those of a {@link Station} on the thread {@code fleet} alone. */
final class FleetViews {

  private FleetViews() {}

  static String word(Cause cause) {
    return cause == Cause.NONE ? "ok" : Json.word(cause);
  }

  static ObjectNode link(LinkStatus link) {
    ObjectNode node = Json.object().put("connected", link.connected()).put("since", link.since());
    return link.connected() ? node : node.put("reason", link.reason());
  }

  static ObjectNode store(OptionalLong awaySince) {
    ObjectNode node = Json.object().put("answers", awaySince.isEmpty());
    awaySince.ifPresent(since -> node.put("since", since));
    return node;
  }

  static ObjectNode overview(
      Overview overview,
      Map<EdgeNodeDescriptor, Verdict> silences,
      long troubled,
      LinkStatus link,
      int alerts,
      Language language) {
    ObjectNode node = Json.object().put("at", overview.at());
    node.set("link", link(link));
    node.set("stations", counts(overview.stations()));
    node.put("waiting", overview.waiting()).put("waitingStopped", overview.waitingStopped());
    ArrayNode stopped = node.putArray("stopped");
    overview.stopped().forEach(station -> stopped.add(summary(station, silences, language)));
    node.put("more", Math.max(0, troubled - overview.stopped().size()));
    ArrayNode districts = node.putArray("districts");
    for (Overview.District district : overview.districts()) {
      ObjectNode one = districts.addObject().put("name", district.name());
      one.set("stations", counts(district.stations()));
      one.put("waiting", district.waiting());
    }
    return node.put("alerts", alerts);
  }

  private static ObjectNode counts(Map<Capacity, Integer> stations) {
    ObjectNode node = Json.object();
    stations.forEach((capacity, count) -> node.put(Json.word(capacity), count));
    return node;
  }

  static ObjectNode summary(
      Overview.Stopped station, Map<EdgeNodeDescriptor, Verdict> silences, Language language) {
    ObjectNode node =
        Json.object()
            .put("district", station.station().group())
            .put("station", station.station().node());
    Verdict silence = silences.get(station.station());
    if (silence != null) {
      node.set("silence", SilenceViews.of(silence, language));
    }
    return node.setAll(condition(station, language));
  }

  private static ObjectNode condition(Overview.Stopped station, Language language) {
    Condition condition = station.condition();
    return Json.object()
        .put("capacity", Json.word(condition.capacity()))
        .put("cause", word(condition.cause()))
        .put("what", language.what(condition.cause()))
        .put("todo", language.todo(condition.cause()))
        .put("detail", condition.detail())
        .put("since", station.since())
        .put("able", condition.able())
        .put("configured", condition.configured())
        .put("waiting", condition.waiting());
  }

  static ObjectNode station(Station station, Overview.Stopped condition, Language language) {
    ObjectNode node =
        Json.object()
            .put("district", station.node().group())
            .put("station", station.node().node())
            .put("presence", Json.word(station.presence()))
            .put("since", station.since());
    if (station.presence() != Presence.UNHEARD) {
      node.put("heardAt", station.heardAt()).put("clockAheadMillis", station.clockAhead());
    }
    node.set("condition", condition(condition, language));
    node.set("metrics", metrics(station));
    ArrayNode devices = node.putArray("devices");
    station.devices().stream()
        .sorted(Comparator.comparing(StationDevice::id))
        .forEach(device -> devices.add(device(device)));
    return node;
  }

  private static ObjectNode device(StationDevice device) {
    ObjectNode node =
        Json.object()
            .put("id", device.id())
            .put("presence", Json.word(device.presence()))
            .put("since", device.since());
    node.set("metrics", metrics(device));
    return node;
  }

  private static ArrayNode metrics(Owner owner) {
    ArrayNode metrics = Json.array();
    owner.readings().stream()
        .sorted(Comparator.comparing(Reading::name))
        .forEach(reading -> metrics.add(metric(reading)));
    return metrics;
  }

  private static ObjectNode metric(Reading reading) {
    ObjectNode node =
        Json.object().put("name", reading.name()).put("type", typeName(reading.type()));
    if (!reading.unit().isEmpty()) {
      node.put("unit", reading.unit());
    }
    switch (reading.value()) {
      case MetricValue.Whole whole -> node.put("value", whole.value());
      case MetricValue.Real real -> {
        if (Double.isFinite(real.value())) {
          node.put("value", real.value());
        } else {
          node.put("value", Double.toString(real.value()));
        }
      }
      case MetricValue.Truth truth -> node.put("value", truth.value());
      case MetricValue.Text text -> node.put("value", text.value());
      case MetricValue.Opaque opaque -> node.put("value", opaque.bytes() + " bytes");
      case MetricValue.Null ignored -> node.putNull("value");
    }
    return node.put("at", Math.max(0, reading.timestamp()));
  }

  /** As the specification writes it: {@code UInt64}, {@code DateTime}. */
  private static String typeName(MetricType type) {
    return switch (type) {
      case DATE_TIME -> "DateTime";
      case UUID -> "UUID";
      case UINT8, UINT16, UINT32, UINT64 -> "UInt" + type.name().substring("UINT".length());
      default -> {
        String word = Json.word(type);
        yield word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
      }
    };
  }

  /** Where a station is found in an order of all. */
  static String place(EdgeNodeDescriptor station) {
    return station.group() + "/" + station.node();
  }
}
