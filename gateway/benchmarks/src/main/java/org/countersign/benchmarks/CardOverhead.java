package org.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.countersign.demo.EmbeddedBroker;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.VpcdClient;

/**
 * How much the gateway adds to the time that the card itself needs: issuing a residence permit with
 * a portrait of 15 KB through the whole service, over a replay of the very same APDUs on the same
 * reader.
 *
 * <p><b>Service.</b> The built distribution in its own process, with ledger, event stream and a
 * broker that it reports to. Measured from just before a client sends {@code PUT /v1/jobs/{id}} to
 * the moment when the same client hears from {@code /v1/events} that the job's card was inspected
 * and found good. That is later than the event {@code ACTIVATED}: only with the inspection the card
 * is proven and may be handed out, and the inspection's commands are among those replayed, so both
 * sides have the same work in them. The blank lies in the reader before the job comes.
 *
 * <p><b>Replay.</b> The card keeps a recording of each issuance. Right after it another card in the
 * same reader expects exactly these commands and gives the recorded responses, each after the time
 * that the recorded card took for it; the pcsc driver sends them from one thread, one SCardTransmit
 * each. Measured from before the chip's power-up to the last response, the cold reset before the
 * inspection included.
 *
 * <p>Both by turns; the ratio is that of the medians. With 20 ms a command what the card computes
 * lies within these; without latency it is the card's time, so that there the gateway's own work is
 * set against the exchange alone.
 *
 * <p>Run as {@code java org.countersign.benchmarks.CardOverhead IMAGE [PAIRS]}.
 */
public final class CardOverhead {

  private static final Duration LATENCY = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int PORTRAIT = 15 * 1024;
  private static final int PAIRS = 11;

  /** Code that is hot in a station that has been up for an hour. */
  private static final int WARM_UP = 6;

  private final StationProcess station;
  private final Issuance issuance;
  private final ChipContact contact;
  private final VpcdClient slot;
  private final byte[] application;
  private int cards;

  private CardOverhead(
      StationProcess station,
      Issuance issuance,
      ChipContact contact,
      VpcdClient slot,
      byte[] application) {
    this.station = station;
    this.issuance = issuance;
    this.contact = contact;
    this.slot = slot;
    this.application = application;
  }

  /** One card issued, and its replay. */
  private record Pair(Recording recording, Issuance.Times service, Replay replay) {

    int apdus() {
      return recording.exchanges().size();
    }
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Path image = Path.of(arguments[0]);
    int pairs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : PAIRS;
    byte[] application =
        PermitApplication.withPortraitOf(image.resolve("examples/applications.jsonl"), PORTRAIT);
    Path work = Files.createTempDirectory("countersign-overhead");
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(Files.createDirectory(work.resolve("broker")));
        PrivatePcscd pcscd = PrivatePcscd.start(1);
        VpcdClient slot = new VpcdClient(pcscd.port(0))) {
      String reader = pcscd.readerNames().get(0);
      Device device = DriverClient.device(reader, pcscd.socket());
      try (StationProcess station =
              StationProcess.start(
                  image, work.resolve("box"), reader, pcscd.socket(), broker.uri());
          Issuance issuance = station.connect()) {
        ChipContact contact = device.capability(ChipContact.class).orElseThrow();
        new CardOverhead(station, issuance, contact, slot, application).run(pairs);
      } finally {
        device.close();
      }
    } finally {
      delete(work);
    }
  }

  private void run(int count) throws Exception {
    System.err.printf("Warming up with %d cards%n", WARM_UP);
    List<Pair> ignored = pairs(WARM_UP, Duration.ZERO);
    System.err.printf("%d cards at %d ms a command%n", count, LATENCY.toMillis());
    List<Pair> slow = pairs(count, LATENCY);
    System.err.printf("%d cards without latency%n", count);
    List<Pair> fast = pairs(count, Duration.ZERO);
    report(slow, fast).print(System.out);
  }

  private List<Pair> pairs(int count, Duration latency) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(pair(latency));
    }
    return pairs;
  }

  private Pair pair(Duration latency) throws Exception {
    RecordingCard blank = new RecordingCard(station.blank(), latency);
    insert(blank);
    Issuance.Times service = issuance.issue("overhead-" + ++cards, application);
    remove();
    station.awaitIdle();
    ReplayingCard again = new ReplayingCard(blank.atr(), blank.recording());
    insert(again);
    Replay replay = Replay.of(blank.recording(), contact);
    remove();
    if (again.deviation().isPresent()) {
      throw new IllegalStateException("this was no replay: " + again.deviation().get());
    }
    return new Pair(blank.recording(), service, replay);
  }

  private void insert(CardEmulator card) throws DeviceException {
    slot.insert(card);
    if (!contact.awaitChip(true, LIMIT)) {
      throw new IllegalStateException("pcscd does not show the card");
    }
  }

  private void remove() throws DeviceException {
    slot.remove();
    if (!contact.awaitChip(false, LIMIT)) {
      throw new IllegalStateException("pcscd does not notice that the card is gone");
    }
  }

  private static BenchReport report(List<Pair> slow, List<Pair> fast) {
    Pair any = slow.getFirst();
    System.out.printf(
        Locale.ROOT,
        "%d APDUs with %d bytes a card; ms a card, median (quartiles) of %d pairs by turns%n",
        any.apdus(),
        any.recording().bytes(),
        slow.size());
    BenchReport report =
        new BenchReport(
            "card-overhead", "ms a card", LATENCY.toMillis() + " ms a command", "no latency");
    Sums at20 = new Sums(slow);
    Sums at0 = new Sums(fast);
    report
        .row("PUT answered", at20.accepted.text(1), at0.accepted.text(1))
        .row("ACTIVATED heard", at20.activated.text(1), at0.activated.text(1))
        .row("proven heard (service)", at20.service.text(1), at0.service.text(1))
        .row("replay of the same APDUs", at20.replay.text(1), at0.replay.text(1))
        .row("  of it within the exchanges", at20.exchanges.text(1), at0.exchanges.text(1))
        .row("  of it within the card", at20.card.text(1), at0.card.text(1))
        .row("added by the gateway", at20.added(), at0.added())
        .row("service / replay", ratio(at20), ratio(at0));
    return report
        .figure("ratio", at20.ratio())
        .figure("zeroLatencyRatio", at0.ratio())
        .figure("serviceMs", at20.service.median())
        .figure("replayMs", at20.replay.median())
        .figure("zeroLatencyServiceMs", at0.service.median())
        .figure("zeroLatencyReplayMs", at0.replay.median())
        .figure("zeroLatencyCardMs", at0.card.median())
        .figure("apdus", any.apdus())
        .figure("pairs", slow.size());
  }

  private static String ratio(Sums sums) {
    return String.format(Locale.ROOT, "%.3f", sums.ratio());
  }

  /** What the pairs of one latency come to. */
  private static final class Sums {
    final Quartiles accepted;
    final Quartiles activated;
    final Quartiles service;
    final Quartiles replay;
    final Quartiles exchanges;
    final Quartiles card;

    Sums(List<Pair> pairs) {
      accepted = Quartiles.of(pairs, p -> p.service().accepted());
      activated = Quartiles.of(pairs, p -> p.service().activated());
      service = Quartiles.of(pairs, p -> p.service().proven());
      replay = Quartiles.of(pairs, p -> p.replay().millis());
      exchanges = Quartiles.of(pairs, p -> p.replay().exchangeMillis());
      card = Quartiles.of(pairs, p -> p.recording().cardMillis());
    }

    double ratio() {
      return service.median() / replay.median();
    }

    double added() {
      return service.median() - replay.median();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
