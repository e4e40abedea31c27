package org.countersign.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;

/** Opening, closing, and what stays the same in between. */
abstract class LifecycleChecks extends Checks {

  private static final int OPENINGS = 100;
  private static final int SLACK = 10;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SETTLED = Duration.ofSeconds(5);

  LifecycleChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void aHundredOpeningsLeaveNoThread() throws Exception {
    openAndClose(2);
    Set<Thread> before = DriverThreads.running(rig());
    openAndClose(OPENINGS);
    boolean ended = becomes(SETTLED, () -> left(before).isEmpty());
    Proof.holds(
        ended,
        "threads of the driver after " + OPENINGS + " openings",
        "none",
        names(left(before)));
  }

  private Set<Thread> left(Set<Thread> before) {
    Set<Thread> now = new HashSet<>(DriverThreads.running(rig()));
    now.removeAll(before);
    return now;
  }

  private static List<String> names(Set<Thread> threads) {
    return threads.stream().map(Thread::getName).sorted().limit(10).toList();
  }

  @Test
  void aHundredOpeningsLeaveNoFileHandle() throws Exception {
    Path handles = Path.of("/proc/self/fd");
    if (!Files.isDirectory(handles)) {
      throw NotProven.bench("is not on Linux, where /proc tells open file handles");
    }
    openAndClose(2);
    int before = count(handles);
    openAndClose(OPENINGS);
    boolean settled = becomes(SETTLED, () -> count(handles) <= before + SLACK);
    Proof.holds(
        settled,
        "open file handles after " + OPENINGS + " openings",
        "about " + before + ", as before",
        count(handles));
  }

  private static int count(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return (int) all.count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void openAndClose(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Session session = rig().open()) {
        session.ask("info()", Duration.ZERO, Device::info);
      }
    }
  }

  @Test
  void canBeClosedTwiceAndFromItsOwnThread() throws Exception {
    try (Session session = rig().open()) {
      session.closeDevice();
      session.closeDevice();
      session.order("close() on the device's own thread", Duration.ZERO, Device::close);
    }
  }

  @Test
  void closingMakesARunningCallReturnWithCancelled() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = new Chip(session);
      boolean there = chip.isThere(true, Duration.ZERO);
      FutureTask<Boolean> waiting = session.start(device -> chip.contact.awaitChip(!there, LONG));
      becomes(SETTLED, () -> isInside(session));
      session.closeDevice();
      try {
        session.await("awaitChip after close()", Rig.GRACE, waiting);
      } catch (DeviceException e) {
        Proof.failure("awaitChip when the device is closed", e, Fault.CANCELLED, Effect.NONE);
        return;
      }
      throw Proof.failed("awaitChip when the device is closed", "CANCELLED/NONE", "an answer");
    }
  }

  /** Whether the device's thread has entered the driver's code. */
  private static boolean isInside(Session session) {
    for (StackTraceElement frame : session.thread.getStackTrace()) {
      if ("driver-kit".equals(frame.getClassLoaderName())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void callsAfterClosingFailWithDeviceException() throws Exception {
    try (Session session = rig().open()) {
      ChipContact contact = session.require(ChipContact.class);
      session.closeDevice();
      DeviceException failed =
          session.failure(
              "powerOn after close()", Chip.POWER, device -> contact.powerOn(Chip.POWER));
      Proof.same("effect of powerOn after close()", Effect.NONE, failed.effect());
    }
  }

  @Test
  void opensAgainAndWorksAsBefore() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Session session = rig().open()) {
        session.chip().exchange(3);
      }
    }
  }

  @Test
  void saysTheSameOfItselfWhileItIsOpen() throws Exception {
    try (Session session = rig().open()) {
      DeviceInfo info = session.ask("info()", Duration.ZERO, Device::info);
      Set<Class<? extends Capability>> declared = session.declared();
      use(session);
      for (int i = 0; i < 3; i++) {
        Proof.same("info() later", info, session.ask("info()", Duration.ZERO, Device::info));
        Proof.same("capabilities() later", declared, session.declared());
      }
    }
  }

  private static void use(Session session) throws Exception {
    if (session.declared().contains(ChipContact.class)) {
      new Chip(session).isThere(true, Duration.ZERO);
    }
    session.order("reset()", Chip.POWER, Device::reset);
  }

  @Test
  void resetsToAKnownStateWithoutMovingTheCard() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      session.order("reset()", Chip.POWER, Device::reset);
      Proof.holds(chip.isThere(true, Chip.POWER), "the card after reset()", "still there", "gone");
      chip.power().exchange(3);
    }
  }

  @Test
  void tellsNothingAfterItIsClosed() throws Exception {
    try (Session session = rig().open()) {
      if (session.declared().contains(ChipContact.class)) {
        new Chip(session).isThere(true, Duration.ZERO);
      }
      session.closeDevice();
      int told = session.events.size();
      List<String> late = new ArrayList<>();
      becomes(
          Duration.ofMillis(300),
          () -> {
            session.events.stream().skip(told).forEach(event -> late.add(event.toString()));
            return !late.isEmpty();
          });
      Proof.holds(late.isEmpty(), "events after close() has returned", "none", late);
    }
  }

  @Test
  void comesBackWhenItsPlugWasPulled() throws Exception {
    rig().require(Deed.UNPLUG, Deed.REPLUG);
    try (Session session = rig().open()) {
      Chip chip = new Chip(session).put();
      rig().perform(Deed.UNPLUG);
      try {
        DeviceException lost =
            session.failure(
                "powerOn without a plug", Chip.POWER, d -> chip.contact.powerOn(Chip.POWER));
        Proof.failure(
            "powerOn without a plug",
            lost,
            Set.of(Fault.COMMUNICATION, Fault.TIMEOUT),
            Set.of(Effect.NONE, Effect.UNKNOWN));
      } finally {
        rig().perform(Deed.REPLUG);
      }
    }
    try (Session session = rig().open()) {
      session.chip().exchange(3);
    }
  }
}
