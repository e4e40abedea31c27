package org.countersign.tck.drivers;

import com.licel.jcardsim.base.SimulatorRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.SimulatorDriver;
import org.countersign.tck.Bench;
import org.countersign.tck.DriverConformanceKit;
import org.countersign.tck.Subject;
import org.countersign.testbed.CardEmulator;

/** The simulator keeps the contract of a driver. */
class SimulatorKitTest extends DriverConformanceKit {

  @Override
  protected Bench bench() {
    return new SimulatorBench();
  }

  private record SimulatorBench() implements Bench {

    @Override
    public Subject subject() {
      return Subject.classes(
          SimulatorDriver.class,
          Optional.of(Path.of("../simulator/src/main/bundle")),
          Bytes.class,
          SimulatorRuntime.class,
          CardEmulator.class);
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("chip", "kit", "transport-key", "c0ffee00112233445566778899aabbcc");
    }

    @Override
    public Set<String> secretSettings() {
      return Set.of("transport-key");
    }

    @Override
    public Optional<Map<String, String>> secondSettings() {
      return Optional.of(Map.of("chip", "kit", "tray", "second"));
    }

    @Override
    public Optional<Map<String, String>> slowSettings() {
      return Optional.of(Map.of("chip", "kit", "latency-apdu", "3s"));
    }

    @Override
    public List<Map<String, String>> wrongSettings() {
      return List.of(
          Map.of("chip", "paper"), Map.of("hopper", "-1"), Map.of("transport-key", "no hex"));
    }

    @Override
    public Duration movementLimit() {
      return Duration.ofSeconds(2);
    }
  }
}
