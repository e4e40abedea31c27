package org.countersign.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;
import org.countersign.host.process.ChildSettings;
import org.countersign.host.process.ProcessDriver;

/**
 * What a process of its own adds to an exchange: the same driver, which answers at once, in this
 * process and in a child, in turns. Prints a table and, last, one line of JSON; {@code ratio} is
 * the added median against the limit of 150 µs.
 */
public final class IsolationCost {

  private static final double LIMIT_MICROS = 150;
  private static final int ROUNDS = 10;
  private static final int EXCHANGES = 2_000;
  private static final int[] SIZES = {16, 256, 4_096, 65_000};
  private static final int JUDGED = 256;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private IsolationCost() {}

  private record Cost(double p50, double p99) {}

  /** Runs for about ten seconds. */
  public static void main(String[] arguments) throws Exception {
    DriverProvider echo = new EchoDriver();
    Path classes =
        Path.of(EchoDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    DriverProvider process =
        new ProcessDriver(
            echo.descriptor(), ChildSettings.of(EchoDriver.ID, List.of(classes), 32 << 20));
    long began = System.nanoTime();
    try (Device near = open(echo);
        Device far = open(process)) {
      double startMillis = (System.nanoTime() - began) / 1e6;
      System.out.printf(
          Locale.ROOT,
          "%-8s %14s %14s %14s%n",
          "BYTES",
          "ADDED P50, µs",
          "ADDED P99, µs",
          "OWN P50");
      Cost judged = new Cost(0, 0);
      for (int size : SIZES) {
        Cost added = compare(chip(near), chip(far), size);
        judged = size == JUDGED ? added : judged;
      }
      System.out.printf(Locale.ROOT, "opening in a child: %.0f ms%n", startMillis);
      System.out.printf(
          Locale.ROOT,
          "{\"bench\":\"isolation\",\"ratio\":%.3f,\"p50Micros\":%.1f,\"p99Micros\":%.1f,"
              + "\"limitMicros\":%.0f,\"bytes\":%d,\"startMillis\":%.0f,\"machine\":%s}%n",
          judged.p50() / LIMIT_MICROS,
          judged.p50(),
          judged.p99(),
          LIMIT_MICROS,
          JUDGED,
          startMillis,
          Machine.here().json());
    }
  }

  private static Device open(DriverProvider driver) throws DeviceException {
    return driver.open(DriverContext.of("echo", Map.of(), event -> {}));
  }

  private static ChipContact chip(Device device) {
    return device.capability(ChipContact.class).orElseThrow();
  }

  private static Cost compare(ChipContact near, ChipContact far, int size) throws DeviceException {
    byte[] command = new byte[size];
    run(near, command, new long[EXCHANGES], 0);
    run(far, command, new long[EXCHANGES], 0);
    long[] nearTimes = new long[ROUNDS * EXCHANGES];
    long[] farTimes = new long[ROUNDS * EXCHANGES];
    for (int round = 0; round < ROUNDS; round++) {
      run(near, command, nearTimes, round * EXCHANGES);
      run(far, command, farTimes, round * EXCHANGES);
    }
    Arrays.sort(nearTimes);
    Arrays.sort(farTimes);
    double own = micros(nearTimes, 0.5);
    Cost added = new Cost(micros(farTimes, 0.5) - own, micros(farTimes, 0.99) - own);
    System.out.printf(
        Locale.ROOT, "%-8d %14.1f %14.1f %14.1f%n", size, added.p50(), added.p99(), own);
    return added;
  }

  private static void run(ChipContact chip, byte[] command, long[] times, int at)
      throws DeviceException {
    for (int i = 0; i < EXCHANGES; i++) {
      long began = System.nanoTime();
      chip.transceive(command, LIMIT);
      times[at + i] = System.nanoTime() - began;
    }
  }

  private static double micros(long[] sorted, double quantile) {
    return sorted[(int) (quantile * (sorted.length - 1))] / 1e3;
  }
}
