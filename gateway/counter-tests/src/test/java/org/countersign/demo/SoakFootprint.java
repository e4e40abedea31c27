package org.countersign.demo;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the whole process holds while nothing is in hand.
 *
 * @param cards jobs that have ended
 * @param heapKb heap in use after a collection
 * @param files open file descriptors
 * @param ledgerKb ledger and its write-ahead log
 * @param cardsASecond since the sample before
 */
record SoakFootprint(
    int cards, long heapKb, int threads, long files, long ledgerKb, double cardsASecond) {

  static SoakFootprint now(int cards, Path ledger, double cardsASecond) throws IOException {
    System.gc();
    System.gc();
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long bytes = 0;
    try (Stream<Path> files = Files.list(ledger.getParent())) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".reserve")).toList()) {
        bytes += Files.size(file);
      }
    }
    return new SoakFootprint(
        cards,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        system.getOpenFileDescriptorCount(),
        bytes >> 10,
        cardsASecond);
  }

  /** Growth of the heap in KB for 10,000 cards: the line of least squares through the samples. */
  static double heapSlope(List<SoakFootprint> samples) {
    double meanCards = samples.stream().mapToInt(SoakFootprint::cards).average().orElse(0);
    double meanHeap = samples.stream().mapToLong(SoakFootprint::heapKb).average().orElse(0);
    double above = 0;
    double below = 0;
    for (SoakFootprint each : samples) {
      double off = each.cards() - meanCards;
      above += off * (each.heapKb() - meanHeap);
      below += off * off;
    }
    return below == 0 ? 0 : above / below * 10_000;
  }

  @Override
  public String toString() {
    return "%,10d %8.1f %12.1f %8d %6d %12.2f"
        .formatted(
            cards,
            cardsASecond,
            heapKb / 1024.0,
            threads,
            files,
            cards == 0 ? 0.0 : (double) ledgerKb / cards);
  }
}
