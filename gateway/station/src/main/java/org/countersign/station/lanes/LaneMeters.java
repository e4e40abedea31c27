package org.countersign.station.lanes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.station.jobs.Devices.DeviceState;

/** What is counted and timed at one device. */
final class LaneMeters {

  private final MeterRegistry meters;
  private final String device;
  private final Counter abandoned;
  private final Counter reopened;

  LaneMeters(MeterRegistry meters, String device, LaneStatus status) {
    this.meters = meters;
    this.device = device;
    this.abandoned =
        Counter.builder("countersign.device.abandoned")
            .description("Threads given up in a call that did not return")
            .tag("device", device)
            .register(meters);
    this.reopened =
        Counter.builder("countersign.device.reopened")
            .description("Times the device was opened again")
            .tag("device", device)
            .register(meters);
    for (DeviceState state : DeviceState.values()) {
      Gauge.builder("countersign.device.state", () -> status.now().state() == state ? 1 : 0)
          .description("1 for the state the device is in")
          .tag("device", device)
          .tag("state", state.word())
          .register(meters);
    }
  }

  void card(String result) {
    Counter.builder("countersign.cards")
        .description("Cards by what became of them")
        .tag("device", device)
        .tag("result", result)
        .register(meters)
        .increment();
  }

  /** A job in doubt met its card. */
  void doubt(String result) {
    Counter.builder("countersign.doubts")
        .description("Jobs in doubt whose card was put back, by what became of it")
        .tag("device", device)
        .tag("result", result)
        .register(meters)
        .increment();
  }

  void steps(IssuedCard card) {
    card.steps().forEach(step -> step(step.step(), step.time()));
  }

  void step(String step, Duration time) {
    Timer.builder("countersign.card.step")
        .description("Time of one step of a card")
        .tag("device", device)
        .tag("step", step)
        .register(meters)
        .record(time);
  }

  /** A rung of the ladder is tried. */
  void recovery(Rung rung) {
    Counter.builder("countersign.device.recoveries")
        .description("Tries to bring the device back, by what was done")
        .tag("device", device)
        .tag("rung", rung.word())
        .register(meters)
        .increment();
  }

  /** A rung brought the device back. */
  void recovered(Rung rung, Duration time) {
    Timer.builder("countersign.device.recovery")
        .description("Time from the first failure until the device worked again, by what helped")
        .tag("device", device)
        .tag("rung", rung.word())
        .register(meters)
        .record(time);
  }

  void abandoned() {
    abandoned.increment();
  }

  void reopened() {
    reopened.increment();
  }
}
