package org.countersign.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.VpcdClient;

/**
 * How much faster eight readers are than one, through a real pcscd with virtual readers whose cards
 * need 20 ms for an APDU: our driver, and beside it the JDK's {@code javax.smartcardio}.
 *
 * <p>Run as {@code java org.countersign.benchmarks.Readers [APDUS]}; the second peer runs in a
 * child process of the same pcscd, since libpcsclite reads the socket's place once.
 */
public final class Readers {

  private static final int READERS = 8;
  private static final int APDUS = 100;

  /**
   * One and eight by turns; the median of each is reported, so that a busy moment counts little.
   */
  private static final int ROUNDS = 3;

  private static final Duration LATENCY = Duration.ofMillis(20);
  private static final String CHILD = "--smartcardio";

  private Readers() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals(CHILD)) {
      List<String> names = List.of(arguments).subList(2, arguments.length);
      int apdus = Integer.parseInt(arguments[1]);
      System.out.println(ReaderWork.rate(names, SmartcardioClient::open, apdus));
      return;
    }
    run(arguments.length == 0 ? APDUS : Integer.parseInt(arguments[0]));
  }

  private static void run(int apdus) throws Exception {
    List<VpcdClient> slots = new ArrayList<>();
    try (PrivatePcscd pcscd = PrivatePcscd.start(READERS)) {
      for (int i = 0; i < READERS; i++) {
        slots.add(VpcdClient.inserted(pcscd.port(i), new SlowCard(LATENCY)));
      }
      report(pcscd, apdus).print(System.out);
    } finally {
      slots.forEach(VpcdClient::close);
    }
  }

  private static BenchReport report(PrivatePcscd pcscd, int apdus) throws Exception {
    List<String> all = pcscd.readerNames();
    List<String> one = all.subList(0, 1);
    System.out.printf(
        "%d APDUs a reader, %d ms a card; 1 and %d readers by turns, median of %d...%n",
        apdus, LATENCY.toMillis(), READERS, ROUNDS);
    double[][] rates = new double[4][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      rates[0][round] = ours(pcscd, one, apdus);
      rates[1][round] = ours(pcscd, all, apdus);
      rates[2][round] = smartcardio(pcscd, one, apdus);
      rates[3][round] = smartcardio(pcscd, all, apdus);
    }
    double ours1 = median(rates[0]);
    double ours8 = median(rates[1]);
    double smartcardio1 = median(rates[2]);
    double smartcardio8 = median(rates[3]);
    return new BenchReport("readers", "client", "1 reader, APDU/s", "8 readers, APDU/s", "ratio")
        .row("Countersign driver pcsc", ours1, ours8, ours8 / ours1)
        .row("javax.smartcardio", smartcardio1, smartcardio8, smartcardio8 / smartcardio1)
        .figure("ratio", ours8 / ours1)
        .figure("smartcardioRatio", smartcardio8 / smartcardio1);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static double ours(PrivatePcscd pcscd, List<String> readers, int apdus) throws Exception {
    return ReaderWork.rate(readers, name -> DriverClient.open(name, pcscd.socket()), apdus);
  }

  private static double smartcardio(PrivatePcscd pcscd, List<String> readers, int apdus)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Readers.class.getName(), CHILD, Integer.toString(apdus)));
    command.addAll(readers);
    Process child = pcscd.client(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String answer = new String(child.getInputStream().readAllBytes(), UTF_8).strip();
    if (child.waitFor() != 0) {
      throw new IOException("javax.smartcardio failed, exit code " + child.exitValue());
    }
    return Double.parseDouble(answer);
  }
}
