package org.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.countersign.driver.DeviceException;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;

/**
 * What driver and link add to a line: an APDU through each serial and network driver to a card in
 * its emulated device and back, against a bare program that sends the same bytes over another
 * pseudo-terminal or TCP connection and waits for the same answers.
 *
 * <p>Secure sessions, sequence numbers and block numbers make a frame good once only, so a driver
 * cannot be held against a recording, nor recorded frames against an emulator. Instead every
 * exchange of the driver with the living emulator is recorded at the emulator's end, and the bare
 * program replays it at once with a far end that answers each piece after the time which the
 * emulator took for this very piece, computing and card included. What the driver computes
 * (checksums, block protocol, OSDP's encryption, JSON) is the driver's cost; a pseudo-terminal has
 * no speed, so nothing hides it.
 *
 * <p>By turns: a round of exchanges of the driver, then the same round bare. Prints a table and,
 * last, one line of JSON; {@code ratio} is the worst driver's quotient of the medians at 256 bytes
 * of data each way.
 */
public final class LinkOverhead {

  private static final int ROUND = 100;
  private static final int USUAL_ROUNDS = 20;
  private static final int WARM_ROUNDS = 30;
  private static final int SMALL = 16;
  private static final int JUDGED = 256;
  private static final int LARGE = 4_096;
  private static final int EXTENDED_HEAD = 9;

  private final Path folder;
  private final int rounds;
  private final BenchReport report =
      new BenchReport(
          "links",
          "DRIVER",
          "LINE",
          "BYTES",
          "DRIVER, µs",
          "BARE, µs",
          "DEVICE, µs",
          "ADDED, µs",
          "RATIO",
          "DRIVER, kB/s",
          "BARE, kB/s");
  private double worst;

  private LinkOverhead(Path folder, int rounds) {
    this.folder = folder;
    this.rounds = rounds;
  }

  private record Sample(double driver, double bare, double device) {}

  /**
   * Runs for one to two minutes.
   *
   * @param arguments rounds of 100 exchanges each, at least 1
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? USUAL_ROUNDS : Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("countersign-links");
    try {
      new LinkOverhead(folder, rounds).run();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void run() throws Exception {
    onBoth("serial-ccid", LineRig::twin);

    onBoth("pn532", LineRig::pn532);
    onBoth("osdp", LineRig::osdp);
    measure("encoder-printer", "tcp", LineRig::printer, TcpPort.open(), TcpPort.open());
    report.figure("ratio", worst).figure("limit", 1.5).figure("bytes", JUDGED).print(System.out);
  }

  private void onBoth(String name, LineRig.Maker maker) throws Exception {
    measure(
        name, "pty", maker, Pty.open(folder.resolve("driver")), Pty.open(folder.resolve("bare")));
    measure(name, "tcp", maker, TcpPort.open(), TcpPort.open());
  }

  private void measure(
      String name, String line, LineRig.Maker maker, EmulatedPort driverPort, EmulatedPort barePort)
      throws Exception {
    System.err.println(name + " over " + line + " ...");
    ReplayingDevice replaying = new ReplayingDevice();
    try (LineRig rig = maker.at(driverPort, folder);
        EmulatedDevice ignored = EmulatedDevice.start("bare", barePort, replaying);
        replaying;
        BareLine bare = BareLine.open(barePort)) {
      int large = Math.min(LARGE, rig.maxCommand() - EXTENDED_HEAD);
      for (int bytes : new int[] {SMALL, JUDGED, large}) {
        samples(rig, replaying, bare, bytes, WARM_ROUNDS);
        row(name, line, bytes, samples(rig, replaying, bare, bytes, rounds));
      }
    }
  }

  private static List<Sample> samples(
      LineRig rig, ReplayingDevice replaying, BareLine bare, int bytes, int rounds)
      throws DeviceException, IOException {
    byte[] command = EchoCard.command(bytes);
    byte[] expected = EchoCard.answer(bytes);
    List<Sample> samples = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      rig.script();
      long[] times = new long[ROUND];
      List<LineScript> scripts = new ArrayList<>();
      for (int i = 0; i < ROUND; i++) {
        long began = System.nanoTime();
        byte[] answer = rig.transceive(command);
        times[i] = System.nanoTime() - began;
        scripts.add(rig.script());
        if (!Arrays.equals(answer, expected)) {
          throw new IllegalStateException("another answer came after " + i + " exchanges");
        }
      }
      replaying.play(scripts);
      for (int i = 0; i < ROUND; i++) {
        LineScript script = scripts.get(i);
        long began = System.nanoTime();
        bare.exchange(script);
        long took = System.nanoTime() - began;
        samples.add(new Sample(times[i] / 1e3, took / 1e3, script.deviceNanos() / 1e3));
      }
    }
    return samples;
  }

  private void row(String name, String line, int bytes, List<Sample> samples) {
    Quartiles driver = Quartiles.of(samples, Sample::driver);
    Quartiles bare = Quartiles.of(samples, Sample::bare);
    double ratio = driver.median() / bare.median();
    report.row(
        name,
        line,
        bytes,
        driver.text(0),
        bare.text(0),
        Quartiles.of(samples, Sample::device).text(0),
        String.format(Locale.ROOT, "%.0f", driver.median() - bare.median()),
        ratio,
        perSecond(bytes, driver.median()),
        perSecond(bytes, bare.median()));
    if (bytes == JUDGED) {
      worst = Math.max(worst, ratio);
    }
  }

  /** kB of data, there and back, one exchange after the other. */
  private static String perSecond(int bytes, double micros) {
    return String.format(Locale.ROOT, "%.0f", 2 * bytes / micros * 1e3);
  }
}
