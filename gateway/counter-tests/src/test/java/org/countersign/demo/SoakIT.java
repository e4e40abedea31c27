package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.EventStream;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operator.Role;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.PinHash;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Person;
import org.countersign.station.stock.Reason;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Many cards in one run of the whole service on virtual encoders without latency, with random
 * faults: cards that are pulled, wrong status words, lost answers. Whatever is put aside in doubt
 * is put back. Each card is held against the ledger when it leaves, and all of them at the end.
 *
 * <p>{@code -Dcountersign.soak=N} (2,000) and {@code -Dcountersign.soak.seed=S}; the seed decides
 * the faults, not which lane meets them.
 */
@Isolated("counts the threads and open files of the whole JVM")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SoakIT {

  private static final Product PRODUCT = Product.RESIDENCE_PERMIT;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLERK = "1041";
  private static final String SUPERVISOR = "1007";
  private static final String PIN = "not a secret";
  private static final int LANES = 4;
  private static final int IN_HAND = 48;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Threads that come and go: of the JVM, of the event stream's client. */
  private static final int THREADS_APART = 6;

  private static final int FILES_APART = 4;

  /** In shorter runs the first cards' warming up is more than any leak. */
  private static final int ENOUGH_FOR_A_SLOPE = 20_000;

  /** KB of heap for 10,000 cards; the account itself keeps a bit a card. */
  private static final double STEEPEST = 256;

  private final int cards = Integer.getInteger("countersign.soak", 2_000);
  private final int samples = cards < ENOUGH_FOR_A_SLOPE ? 5 : 10;
  private final long seed = Long.getLong("countersign.soak.seed", System.nanoTime());
  private final List<ObjectNode> examples = new ArrayList<>();
  private final List<SoakFootprint> footprints = new ArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private int submitted;

  @TempDir Path folder;

  @BeforeAll
  static void examples() {
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void every_card_of_a_long_run_is_accounted_for_and_nothing_grows() throws Exception {
    for (String line : Files.readAllLines(Examples.file(PRODUCT))) {
      ObjectNode example = (ObjectNode) JSON.readTree(line);
      ((ObjectNode) example.get("attachments")).put("portrait", smallPortrait());
      examples.add(example);
    }
    StationFolder station =
        StationFolder.create(
            folder.resolve("station"),
            SignatureSuite.ICAO_P256,
            0,
            Optional.empty(),
            Clock.systemUTC());
    // Blanks cost nothing here, so that a device need not rest when several failed.
    station.addSection(
        """

        [limits]
        reopen-first = "10ms"
        reopen-most = "100ms"
        failures-in-a-row = 1000
        rest = "0s"
        """);
    PinHash pin = PinHash.of(PIN.toCharArray(), PinHash.FEWEST);
    new OperatorFile(station.path().resolve("secrets/operators.toml"))
        .write(
            List.of(
                new Operator(CLERK, Role.CLERK, pin),
                new Operator(SUPERVISOR, Role.SUPERVISOR, pin)));
    SoakHopper hopper =
        new SoakHopper(
            CardSpec.blank(CardKind.LDS)
                .withMasterKey(Bytes.hex(station.blankKey(PRODUCT)), PRODUCT.diversified()),
            new SplittableRandom(seed));
    for (int lane = 1; lane <= LANES; lane++) {
      station.addDevice(
          "encoder-" + lane,
          "driver = \"soak\"\nprofiles = [\"%s\"]\nhopper = \"%s\"\n"
              .formatted(PRODUCT.profile(), folder));
    }
    SoakDriver.offer(folder.toString(), hopper);
    try {
      run(station, hopper);
    } finally {
      SoakDriver.withdraw(folder.toString());
    }
  }

  /** As small as the profile takes it: the run is about cards, not about their bytes. */
  private static byte[] smallPortrait() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    BufferedImage grey = new BufferedImage(96, 128, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(ImageIO.write(grey, "jpeg", jpeg)).isTrue();
    return jpeg.toByteArray();
  }

  private void run(StationFolder station, SoakHopper hopper) throws Exception {
    Path file = station.path().resolve("ledger/station.db");
    long begun = System.nanoTime();
    SoakAccount account;
    Map<String, Integer> ends;
    org.countersign.station.config.StationConfig config;
    try (Gateway gateway = Gateway.start(station.path())) {
      config = gateway.config();
      InspectionDesk desk = new InspectionDesk(PRODUCT, station, Clock.systemUTC());
      account =
          new SoakAccount(
              file, hopper, (card, job, serial) -> desk.inspect(card, serial, data(job)).verdict());
      try (StationClient client = client(station, gateway);
          EventStream events = client.events(OptionalLong.empty())) {
        Thread counting = Thread.ofPlatform().daemon().name("counting").start(() -> count(events));
        for (int sample = 1; sample <= samples; sample++) {
          long start = System.nanoTime();
          int before = submitted;
          issue(client, account, hopper, (int) ((long) cards * sample / samples));
          double seconds = (System.nanoTime() - start) / 1e9;
          footprints.add(SoakFootprint.now(submitted, file, (submitted - before) / seconds));
          System.out.println(footprints.getLast());
        }
        account.emptyBins((unread, chip) -> identify(client, unread, chip));
        ends = account.compare(submitted);
        assertThat(counting.isAlive()).isTrue();
      }
    }
    try (Ledger ledger = DriverRun.ledger(config)) {
      ledger.verify().ifPresent(why -> account.violation("the ledger's chain: " + why));
    }
    account.close();
    flat(account);
    print(account, hopper, ends, (System.nanoTime() - begun) / 1e9);
    assertThat(account.violations()).as("seed " + seed).isEmpty();
  }

  private static void identify(StationClient client, String unread, String chip) throws Exception {
    client
        .stockDesk()
        .move(
            new Movement(
                "identify-" + unread,
                Action.IDENTIFY,
                "",
                List.of(unread, chip),
                0,
                "",
                Optional.of(Reason.UNREADABLE),
                CLERK,
                Optional.of(SUPERVISOR)),
            new Person(CLERK, PIN.toCharArray()),
            new Person(SUPERVISOR, PIN.toCharArray()));
  }

  private static StationClient client(StationFolder station, Gateway gateway) throws Exception {
    String token = Files.readString(station.path().resolve("secrets/http.token")).strip();
    return new StationClient(
        URI.create("http://127.0.0.1:" + gateway.port()),
        Secret.of(token.getBytes(StandardCharsets.UTF_8)));
  }

  /** A job ends with a card that was proven, or with one that is waste. */
  private void count(EventStream events) {
    try {
      StationEvent event = events.next();
      while (event != null) {
        boolean proven = event.state().equals("ACTIVATED") && event.facts().containsKey("verdict");
        if (event.kind().equals("job") && (proven || event.state().equals("SPOILED"))) {
          ended.incrementAndGet();
        }
        event = events.next();
      }
    } catch (IOException closed) {
      // The run is over.
    }
  }

  /**
   * Submits so many in all, and waits until they have ended and every card is settled. A hopper
   * feeds for a job alone, so a card in doubt that lies on top of it needs one more to be met.
   */
  private void issue(StationClient client, SoakAccount account, SoakHopper hopper, int upTo)
      throws Exception {
    int seen = -1;
    long moved = System.nanoTime();
    int over = ended.get() + account.toTheCentre();
    while (submitted < upTo || over < submitted || !account.settled()) {
      int open = submitted - over;
      int lying = hopper.lying();
      while ((submitted < upTo && open++ < IN_HAND) || (lying > 0 && open++ <= lying)) {
        submit(client);
      }
      account.sort();
      over = ended.get() + account.toTheCentre();
      if (over != seen) {
        seen = over;
        moved = System.nanoTime();
      }
      if (System.nanoTime() - moved > PATIENCE_NANOS) {
        throw new AssertionError(
            "nothing has ended for two minutes: %d of %d, seed %d, %s"
                .formatted(seen, upTo, seed, client.devices()));
      }
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
    account.sort();
  }

  /** What was not answered in time is submitted again, as a clerk's program would. */
  private void submit(StationClient client) throws Exception {
    byte[] application = application(submitted);
    for (int left = 4; ; left--) {
      try {
        var ignored = client.submit("soak-" + submitted, application);
        submitted++;
        return;
      } catch (StationException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private byte[] application(int job) throws Exception {
    ObjectNode application = examples.get(job % examples.size()).deepCopy();
    application.remove("id");
    return JSON.writeValueAsBytes(application);
  }

  private Map<String, String> data(int job) {
    Map<String, String> data = new HashMap<>();
    examples
        .get(job % examples.size())
        .get("data")
        .properties()
        .forEach(e -> data.put(e.getKey(), e.getValue().asText()));
    return data;
  }

  /** The first sample may hold what is loaded once. */
  private void flat(SoakAccount account) {
    List<SoakFootprint> warm = footprints.subList(1, footprints.size());
    int threads = apart(warm.stream().mapToLong(SoakFootprint::threads).toArray());
    int files = apart(warm.stream().mapToLong(SoakFootprint::files).toArray());
    if (threads > THREADS_APART) {
      account.violation("threads differ by " + threads);
    }
    if (files > FILES_APART) {
      account.violation("open files differ by " + files);
    }
    if (cards >= ENOUGH_FOR_A_SLOPE && SoakFootprint.heapSlope(warm) > STEEPEST) {
      account.violation("the heap grows by " + SoakFootprint.heapSlope(warm) + " KB in 10,000");
    }
  }

  private static int apart(long[] values) {
    var all = java.util.Arrays.stream(values).summaryStatistics();
    return (int) (all.getMax() - all.getMin());
  }

  private void print(
      SoakAccount account, SoakHopper hopper, Map<String, Integer> ends, double seconds) {
    double slope = SoakFootprint.heapSlope(footprints.subList(1, footprints.size()));
    System.out.println("     CARDS  CARDS/S  HEAP AFTER GC  THREADS  FILES  LEDGER KB/CARD");
    footprints.forEach(System.out::println);
    System.out.printf(
        "seed %d: jobs %s, cards %s of %d blanks, %d put back, %d identified, %d inspected,"
            + " faults %s%n",
        seed,
        ends,
        account.cards(),
        hopper.made(),
        account.putBack(),
        account.identified(),
        account.inspected(),
        hopper.faults());
    account.violations().forEach(v -> System.out.println("VIOLATION: " + v));
    System.out.printf(
        "{\"bench\":\"soak\",\"cards\":%d,\"seed\":%d,\"seconds\":%.0f,\"faults\":%d,"
            + "\"heapSlopeKbPer10k\":%.0f,\"ledgerBytesPerCard\":%d,\"violations\":%d}%n",
        submitted,
        seed,
        seconds,
        hopper.faults().values().stream().mapToInt(Integer::intValue).sum(),
        slope,
        footprints.getLast().ledgerKb() * 1024 / submitted,
        account.violated());
  }
}
