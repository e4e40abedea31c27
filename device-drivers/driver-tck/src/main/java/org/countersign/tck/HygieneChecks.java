package org.countersign.tck;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.tck.card.KitCommand;
import org.countersign.tck.line.LineFault;
import org.junit.jupiter.api.Test;

/** What a driver leaves behind in a process that is not its own; the last kit sees all others. */
abstract class HygieneChecks extends Checks {

  private static final int CANARY = 24;

  HygieneChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void printsNothing() throws Exception {
    try (Session session = rig().open()) {
      session.ask("info()", Duration.ZERO, Device::info);
    }
    List<String> output = rig().watch.output();
    Proof.holds(
        output.isEmpty(),
        "System.out and System.err in all checks; a driver logs through SLF4J",
        "nothing of the driver's",
        output.stream().filter(line -> !line.endsWith(": ")).limit(3).toList());
  }

  @Test
  void touchesNothingOfTheProcess() throws Exception {
    List<String> calls = new ArrayList<>();
    for (URL place : ownCode()) {
      calls.addAll(ProcessCalls.in(place));
    }
    Proof.holds(
        calls.isEmpty(),
        "calls that end, hook or redirect the process, in the jar of the driver's entry",
        "none",
        calls);
  }

  /** The jar of the entry: libraries beside it may hold main methods that nobody calls. */
  private List<URL> ownCode() throws IOException {
    return List.of(rig().provider().getClass().getProtectionDomain().getCodeSource().getLocation());
  }

  @Test
  void namesItsThreadsAfterTheDevice() throws Exception {
    Set<Thread> before = DriverThreads.running(rig());
    try (Session session = rig().open()) {
      if (session.declared().contains(ChipContact.class)) {
        new Chip(session).isThere(true, Duration.ZERO);
      }
      Set<Thread> own = new HashSet<>(DriverThreads.running(rig()));
      own.removeAll(before);
      List<String> nameless =
          own.stream()
              .map(Thread::getName)
              .filter(name -> !name.contains(session.id) && !name.contains(rig().descriptor().id()))
              .toList();
      Proof.holds(
          nameless.isEmpty(),
          "names of the driver's threads",
          "with the device's id, here " + session.id + ", or for all devices the driver's",
          nameless);
    }
  }

  @Test
  void keepsCardDataToItself() throws Exception {
    byte[] data = new byte[CANARY];
    rig().random.nextBytes(data);
    KitCommand secret = KitCommand.echo(rig().newTag(), data);
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      chip.expect(secret);
      byte[] tooLong = new byte[70_000];
      System.arraycopy(secret.bytes(), 0, tooLong, 0, secret.bytes().length);
      provoke(chip, tooLong);
      if (rig().usesLines()) {
        rig().links.arm(LineFault.BIT_FLIPPED, 0, rig().random);
        provoke(chip, secret.bytes());
        rig().links.arm(LineFault.ANSWER_LOST, 0, rig().random);
        provoke(chip, secret.bytes());
      }
    } finally {
      rig().links.disarm();
    }
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      session.order("powerOff", Chip.POWER, d -> chip.contact.powerOff(Chip.POWER));
      provoke(chip, secret.bytes());
    }
    isNowhere("data of a command", new Canary(data));
    isNowhere("data of an answer", new Canary(secret.expected()));
  }

  /** Whether it fails or not, and however. */
  private void provoke(Chip chip, byte[] command) throws Exception {
    Duration limit = rig().bench.exchangeLimit();
    try {
      chip.session.attempt("transceive", limit, d -> chip.contact.transceive(command, limit));
    } catch (DeviceException | AssertionError e) {
      rig().watch.thrown(e);
    }
  }

  @Test
  void keepsSecretSettingsToItself() throws Exception {
    Set<String> secrets = rig().bench.secretSettings();
    List<byte[]> behind = rig().bench.secrets();
    if (secrets.isEmpty() && behind.isEmpty()) {
      throw NotProven.absent("the bench marks no setting as secret");
    }
    try (Session session = rig().open()) {
      session.ask("info()", Duration.ZERO, Device::info);
    }
    for (String key : secrets) {
      String value = rig().bench.settings().getOrDefault(key, "");
      if (value.length() < CANARY / 2) {
        throw NotProven.bench("has a value of less than 12 characters for " + key);
      }
      isNowhere("the value of " + key, Canary.of(value));
    }
    for (byte[] secret : behind) {
      isNowhere("a secret that a setting leads to", new Canary(secret));
    }
  }

  private void isNowhere(String what, Canary canary) {
    Watch watch = rig().watch;
    List<String> found = new ArrayList<>();
    canary.in(watch.logged()).ifPresent(line -> found.add("log: " + line));
    canary.in(watch.thrown()).ifPresent(line -> found.add("exception: " + line));
    canary.in(watch.told()).ifPresent(line -> found.add("event: " + line));
    canary.in(watch.output()).ifPresent(line -> found.add("output: " + line));
    Proof.holds(found.isEmpty(), what, "in no log, exception, event or output", found);
  }
}
