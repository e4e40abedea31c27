package org.countersign.station.lanes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.link.Links;
import org.countersign.personalization.Application;
import org.countersign.personalization.issue.Beside;
import org.countersign.personalization.issue.CardIssuance;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualReader;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.issuing.OneSignatureAJob;
import org.countersign.station.issuing.ProfileProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.issuing.WaitingJobs.Taken;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerFixture;

/**
 * A station of one reader without its lane's thread, whose power fails at a chosen command: the
 * error goes through everything that would still record something.
 */
final class CutBox implements AutoCloseable {

  /** The power is gone; nobody may catch it. */
  static final class PowerGone extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Map<String, Profile> PROFILES =
      ShippedProfiles.IDS.stream()
          .collect(Collectors.toMap(Function.identity(), ShippedProfiles::profile));

  final CountedSignatures signatures;
  final VirtualReader reader = new VirtualReader();
  final LedgerFixture fixture;
  private final WaitingJobs waiting;
  private final CardMaking making;
  private final OpenDevice device;
  private int commands;
  private int cutAt;
  private boolean cutAfter;

  /** Starts after whatever the ledger in the folder says was under way. */
  CutBox(Path folder, CountedSignatures signatures) throws Exception {
    this.signatures = signatures;
    this.fixture = new LedgerFixture(folder);
    fixture.ledger.doubtUnfinished();
    AtomicLong time = new AtomicLong();
    this.waiting = new WaitingJobs(() -> time.addAndGet(Duration.ofHours(1).toNanos()));
    fixture.ledger.waiting().forEach(waiting::add);
    LaneSettings settings = settings(folder);
    LaneStatus status = new LaneStatus("encoder-1", "fake", "", (id, state, facts) -> {});
    LaneMeters meters = new LaneMeters(new SimpleMeterRegistry(), "encoder-1", status);
    this.making =
        new CardMaking(
            settings,
            fixture.ledger,
            waiting,
            products(signatures),
            TestCardList.none(),
            meters,
            new CardInHand(),
            Beside.threads());
    DeviceGuard guard = new DeviceGuard("encoder-1", Duration.ofSeconds(5), System::nanoTime);
    guard.enter(CutBox.class.getClassLoader());
    this.device = new OpenDevice("encoder-1", new Slot(), guard, LIMIT, power -> {});
  }

  static ProfileProducts products(CountedSignatures signatures) {
    OneSignatureAJob once = new OneSignatureAJob(signatures);
    CardIssuance issuance = new CardIssuance(keys(), once, signatures, LIMIT, System::nanoTime);
    return new ProfileProducts(PROFILES, new PlanCompiler(once), issuance, once, Clock.systemUTC());
  }

  private static MasterKeys keys() {
    return new MasterKeys(
        Map.of(
            "transport", Secret.of(CardSpec.testKey(16).toArray()),
            "personalization", Secret.of(CardSpec.testKey(16).toArray()),
            "issuer", Secret.of("an issuer's key.".getBytes(US_ASCII)),
            "reading", Secret.of("a reader's key..".getBytes(US_ASCII))));
  }

  private LaneSettings settings(Path folder) {
    return new LaneSettings(
        "encoder-1",
        "fake",
        new FakeDriver(false),
        Optional.empty(),
        new DeviceIdentification(
            "encoder-1",
            Optional.empty(),
            new SerialPorts(folder),
            new IdentityStore(folder.resolve("identities"))),
        "",
        Links.none(),
        Map.of(),
        Set.of(),
        job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
        new DeviceLimits(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, 3, LIMIT));
  }

  /**
   * Lets the power fail at the n-th command from now, before the chip has it or after its answer.
   */
  void cutAt(int command, boolean after) {
    commands = 0;
    cutAt = command;
    cutAfter = after;
  }

  /** Commands since {@link #cutAt}. */
  int commands() {
    return commands;
  }

  void accept(String job, Application application) {
    Ledger.Acceptance accepted = fixture.ledger.accept(job, application, "ICAO-P256");
    waiting.add(((Ledger.Acceptance.Recorded) accepted).waiting());
  }

  /** Does as a lane does with the card in its reader. */
  CardOutcome work() {
    Optional<Taken> taken = waiting.take(Set.of());
    return taken.isPresent()
        ? making.make(taken.get(), device)
        : making.settle(device).orElseGet(() -> CardOutcome.none("nothing to do"));
  }

  @Override
  public void close() {
    reader.remove();
    fixture.close();
  }

  private final class Slot implements Device, ChipContact {

    @Override
    public DeviceInfo info() {
      return new DeviceInfo("Slot", "", "");
    }

    @Override
    public Set<Class<? extends Capability>> capabilities() {
      return Set.of(ChipContact.class);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      return reader.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return reader.powerOn(limit);
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      reader.powerOff(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      boolean cut = ++commands == cutAt;
      if (cut && !cutAfter) {
        throw new PowerGone();
      }
      byte[] answer = reader.transceive(command, limit);
      if (cut) {
        throw new PowerGone();
      }
      return answer;
    }
  }
}
