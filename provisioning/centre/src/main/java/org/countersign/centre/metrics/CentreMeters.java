package org.countersign.centre.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.countersign.centre.account.LoginGuard;
import org.countersign.centre.app.Centre;

/** Meters of the centre itself; each is read where it is counted, without a question. */
final class CentreMeters implements AutoCloseable {

  private static final String MESSAGES = "countersign.fleet.messages";
  private static final String RECORDS = "countersign.records.messages";
  private static final String HISTORY = "countersign.history.blocks";

  private final MeterRegistry registry;
  private final Centre.Parts centre;
  private final LoginGuard guard;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  CentreMeters(MeterRegistry registry, Centre.Parts centre, LoginGuard guard) {
    this.registry = registry;
    this.centre = centre;
    this.guard = guard;
    fleet();
    records();
    history();
    link();
    counter(
        "countersign.logins.refused",
        "Log-ins that failed, or came too soon",
        "",
        m -> m.guard.refused());
    Gauge.builder("countersign.build.info", () -> 1)
        .description("Which build this is")
        .tag("version", BuildFacts.version())
        .register(registry);
    machine();
  }

  private void fleet() {
    String what = "Messages of stations by what became of them";
    counter(MESSAGES, what, "digested", m -> m.centre.fleet().digested());
    counter(MESSAGES, what, "dropped", m -> m.centre.fleet().dropped());
    gauge(
        "countersign.fleet.queue",
        "Messages of stations that wait",
        () -> centre.fleet().waiting());
  }

  private void records() {
    String what = "Messages with records by what became of them";
    counter(RECORDS, what, "acknowledged", m -> m.centre.records().acknowledged());
    counter(RECORDS, what, "dropped", m -> m.centre.records().dropped());
    counter(RECORDS, what, "failed", m -> m.centre.records().failed());
    counter(RECORDS, what, "malformed", m -> m.centre.findings().malformed());
    counter(
        "countersign.records.stored",
        "Records that are durable",
        "",
        m -> m.centre.findings().stored());
    gauge(
        "countersign.records.queue",
        "Messages with records that wait to be stored",
        () -> centre.records().waiting());
    gauge(
        "countersign.records.stations.lost",
        "Stations whose records need a person",
        () -> centre.findings().alarms().size());
  }

  private void history() {
    String what = "Blocks of history by what became of them";
    counter(HISTORY, what, "written", m -> m.centre.historyLoop().written());
    counter(HISTORY, what, "lost", m -> m.centre.historyLoop().lost());
    gauge(
        "countersign.history.queue",
        "Blocks of history that wait to be written",
        () -> centre.historyLoop().waiting());
  }

  private void link() {
    gauge(
        "countersign.link.up",
        "1 while the centre hears its broker",
        () -> centre.link().status().connected() ? 1 : 0);
    counter(
        "countersign.link.arrivals.dropped",
        "Messages of the broker without room",
        "",
        m -> m.centre.link().status().dropped());
    counter(
        "countersign.link.outgoing.dropped",
        "Messages to the broker without room",
        "",
        m -> m.centre.link().outgoing().dropped());
    gauge(
        "countersign.link.outgoing.queue",
        "Messages that wait for the line",
        () -> centre.link().outgoing().waiting());
  }

  private void machine() {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** The outcome is empty for what has only one. */
  private void counter(
      String name, String description, String outcome, ToDoubleFunction<CentreMeters> value) {
    FunctionCounter.Builder<CentreMeters> builder =
        FunctionCounter.builder(name, this, value).description(description);
    if (!outcome.isEmpty()) {
      builder.tag("outcome", outcome);
    }
    builder.register(registry);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  @Override
  public void close() {
    collections.close();
  }
}
