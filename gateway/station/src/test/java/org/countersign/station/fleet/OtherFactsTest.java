package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.station.box.BoxState;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a station tells beside its work. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtherFactsTest {

  private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

  @Test
  void a_box_says_what_feeds_it_and_when_it_started() {
    BoxFacts facts =
        new BoxFacts(() -> new BoxState(Optional.of(END), "battery", OptionalDouble.of(41)));
    assertThat(value(facts, "Box/Booted")).isEqualTo(MetricValue.of(END.toEpochMilli()));
    assertThat(value(facts, "Power/Source")).isEqualTo(MetricValue.of("battery"));
    assertThat(value(facts, "Power/Charge")).isEqualTo(MetricValue.of(41.0));
    BoxFacts silent = new BoxFacts(() -> BoxState.UNKNOWN);
    assertThat(value(silent, "Box/Booted")).isEqualTo(MetricValue.none());
    assertThat(value(silent, "Power/Source")).isEqualTo(MetricValue.of(""));
    assertThat(value(silent, "Power/Charge")).isEqualTo(MetricValue.none());
  }

  @Test
  void a_start_says_where_the_station_stands_and_how_the_run_before_ended() {
    assertThat(value(new StartFacts("hall 3", Optional.of(false)), "Stop/Last Clean"))
        .isEqualTo(MetricValue.of(false));
    assertThat(value(new StartFacts("hall 3", Optional.empty()), "Stop/Last Clean"))
        .isEqualTo(MetricValue.none());
    assertThat(value(new StartFacts("hall 3", Optional.empty()), "Properties/Site"))
        .isEqualTo(MetricValue.of("hall 3"));
  }

  @Test
  void certificates_are_told_by_their_use_and_one_that_cannot_be_read_is_null() {
    CertificateFacts facts =
        new CertificateFacts(
            Map.of("link", () -> Optional.of(END), "document-signer", Optional::empty));
    assertThat(value(facts, "Certificates/link/Ends"))
        .isEqualTo(MetricValue.of(END.toEpochMilli()));
    assertThat(value(facts, "Certificates/document-signer/Ends")).isEqualTo(MetricValue.none());
  }

  @Test
  void a_grant_is_told_if_there_is_one() {
    List<GrantFacts.Left> left = new ArrayList<>();
    GrantFacts facts = new GrantFacts(() -> left.stream().findFirst());
    assertThat(facts.metrics(1)).isEmpty();
    left.add(new GrantFacts.Left(END, 17));
    assertThat(value(facts, "Grant/Ends")).isEqualTo(MetricValue.of(END.toEpochMilli()));
    assertThat(value(facts, "Grant/Serials")).isEqualTo(MetricValue.of(17L));
  }

  @Test
  void a_forecast_moves_by_half_a_day_at_least_and_tells_the_end_at_once() {
    Map<String, OptionalDouble> days = new TreeMap<>();
    ForecastFacts facts = new ForecastFacts(() -> days);
    days.put("blanks", OptionalDouble.of(9.06));
    assertThat(value(facts, "Forecast/blanks/Days")).isEqualTo(MetricValue.of(9.0));
    days.put("blanks", OptionalDouble.of(8.61));
    assertThat(value(facts, "Forecast/blanks/Days")).isEqualTo(MetricValue.of(9.0));
    days.put("blanks", OptionalDouble.of(8.41));
    assertThat(value(facts, "Forecast/blanks/Days")).isEqualTo(MetricValue.of(8.4));
    days.put("blanks", OptionalDouble.of(0.3));
    value(facts, "Forecast/blanks/Days");
    days.put("blanks", OptionalDouble.of(0));
    assertThat(value(facts, "Forecast/blanks/Days")).isEqualTo(MetricValue.of(0.0));
    days.put("blanks", OptionalDouble.empty());
    assertThat(value(facts, "Forecast/blanks/Days")).isEqualTo(MetricValue.none());
  }

  private static MetricValue value(Facts facts, String name) {
    return facts.metrics(1).stream()
        .filter(metric -> metric.name().orElseThrow().equals(name))
        .map(Metric::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }
}
