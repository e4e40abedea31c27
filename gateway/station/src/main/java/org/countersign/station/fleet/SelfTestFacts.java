package org.countersign.station.fleet;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.station.selftest.SelfTestReport;

/**
 * What the station found when it looked at itself.
 *
 * @param newest its newest report; empty before the first
 */
public record SelfTestFacts(Supplier<Optional<SelfTestReport>> newest) implements Facts {

  @Override
  public List<Metric> metrics(long now) {
    Optional<SelfTestReport> report = newest.get();
    MetricValue cards =
        report.map(r -> MetricValue.of(r.capacity().cards())).orElseGet(MetricValue::none);
    return List.of(
        Facts.text("Self Test/Verdict", report.map(r -> r.verdict().word()).orElse(""), now),
        Facts.text("Self Test/Limit", report.map(r -> r.capacity().limit()).orElse(""), now),
        Metric.of("Self Test/Cards", MetricType.UINT64, cards, now).withUnit("cards"),
        Facts.moment("Self Test/At", report.map(SelfTestReport::at), now));
  }
}
