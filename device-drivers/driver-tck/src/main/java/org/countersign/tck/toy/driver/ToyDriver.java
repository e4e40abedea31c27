package org.countersign.tck.toy.driver;

import java.time.Duration;
import java.util.List;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** The driver's entry: says what it is, and opens the line to a device. */
public class ToyDriver implements DriverProvider {

  private static final Duration OPENING = Duration.ofSeconds(5);

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(
        "toy",
        "Countersign",
        "1.0.0",
        1,
        List.of("TOY-1"),
        List.of(
            ConfigKey.required("port", ConfigKey.Type.LINK, "Where the device is connected."),
            ConfigKey.withDefault(
                "answer-time",
                ConfigKey.Type.DURATION,
                "250ms",
                "How long the device may take to answer a status question."),
            ConfigKey.optional(
                "access-code",
                ConfigKey.Type.TEXT,
                "Code that some devices ask for; this one does not.")));
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    Duration answerTime = answerTime(context.config().getOrDefault("answer-time", "250000"));
    ByteLink line = line(context);
    try {
      return device(context, wire(line, answerTime));
    } catch (DeviceException | RuntimeException e) {
      line.close();
      throw e;
    }
  }

  /** Durations arrive in whole microseconds. */
  private static Duration answerTime(String micros) throws DeviceException {
    Duration time = Duration.ofNanos(1_000 * Long.parseLong(micros));
    if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new DeviceException(
          Fault.CONFIGURATION, Effect.NONE, "", "answer-time must be from 1ms to 10s");
    }
    return time;
  }

  private static ByteLink line(DriverContext context) throws DeviceException {
    String port = context.config().getOrDefault("port", "");
    try {
      return context.links().open(port, LineSettings.of(115_200), OPENING);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "opening the line to the toy encoder");
    }
  }

  /** How the line is spoken over. */
  protected ToyWire wire(ByteLink line, Duration answerTime) {
    return new ToyWire(line, answerTime);
  }

  /** Asks the device what it is and makes it known. */
  protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
    return new ToyEncoder(wire, ToyEncoder.hello(wire), context.events());
  }
}
