package org.countersign.tck;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.DriverClassLoader;
import org.junit.jupiter.api.Test;

/** The driver in the gateway's own class loader, alone and beside itself. */
abstract class IsolationChecks extends Checks {

  IsolationChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void runsInTheGatewaysLoaderWithNothingButItsOwnJars() throws Exception {
    Proof.holds(
        rig().provider().getClass().getClassLoader() == rig().loader(),
        "the loader of the driver's entry",
        rig().loader(),
        rig().provider().getClass().getClassLoader());
    try (Session session = rig().open()) {
      session.ask("info()", Duration.ZERO, Device::info);
      if (session.declared().contains(ChipContact.class) && rig().bench.hasKitCard()) {
        session.chip().exchange(1);
      }
    } catch (LinkageError e) {
      throw Proof.failed("every class that the driver needs is in its bundle", "no error", e);
    }
  }

  @Test
  void seesNoClassOfTheGateway() throws Exception {
    for (String name :
        new String[] {"org.countersign.host.bundle.Bundle", "org.junit.jupiter.api.Test"}) {
      Class<?> seen;
      try {
        seen = Class.forName(name, false, rig().loader());
      } catch (ClassNotFoundException expected) {
        continue;
      }
      Proof.holds(
          seen.getClassLoader() == rig().loader(),
          name + " in the driver's loader",
          "not there, or the bundle's own",
          "the gateway's");
    }
  }

  @Test
  void loadsTwiceBesideItself() throws Exception {
    try (DriverClassLoader other = rig().newLoader()) {
      DriverProvider second = rig().bench.subject().provider(other);
      Proof.same("descriptor() in another loader", rig().descriptor(), second.descriptor());
    }
  }

  @Test
  void keepsTwoDevicesApart() throws Exception {
    Map<String, String> others =
        rig().bench.secondSettings().orElseThrow(() -> NotProven.bench("has one device only"));
    try (Session first = rig().open();
        Session second = rig().open(others)) {
      Chip one = first.chip();
      Chip two = second.chip();
      String oneCard = one.identity();
      String twoCard = two.identity();
      Proof.holds(
          !oneCard.equals(twoCard), "the cards of two devices", "two cards", "one: " + oneCard);
      for (int i = 0; i < 5; i++) {
        one.exchange(2);
        two.exchange(2);
        Proof.same("the card of the first device", oneCard, one.identity());
        Proof.same("the card of the second device", twoCard, two.identity());
      }
      first.closeDevice();
      two.exchange(3);
      Proof.same("the second device's card after the first is closed", twoCard, two.identity());
    }
  }
}
