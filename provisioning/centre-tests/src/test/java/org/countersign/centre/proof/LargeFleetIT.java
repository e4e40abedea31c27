package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.countersign.centre.account.Role;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page before the whole country's stations, each with its own session. */
@Timeout(120)
class LargeFleetIT {

  private static final int STATIONS = 4_200;
  private static final int DISTRICTS = 42;

  @TempDir Path folder;

  @Test
  void everyStationHasItsCellAndThePageStaysUsable() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    RealPart.require("chromium", "chromium");
    RealPart.require("chromedriver", "chromium-driver");
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder);
        CentreProcess centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
        SimulatedFleet fleet = SimulatedFleet.large(broker.uri(), STATIONS, DISTRICTS);
        Browser browser = new Browser(centre.page())) {
      Eventually.until("the sessions", fleet::connected, up -> up == STATIONS);
      browser.openAs(Role.VIEWER, centre, "#/fleet");
      browser.await("document.querySelectorAll('.cells a').length === " + STATIONS);
      browser.await("document.querySelectorAll('.cells a.full').length === " + STATIONS);
      assertThat(browser.count(".districts section")).isEqualTo(DISTRICTS);
      var ignored =
          browser.script("document.querySelector('.cells a[aria-label^=station-02100]').focus()");
      browser.await(
          "document.activeElement.getBoundingClientRect().bottom"
              + " <= document.getElementById('footer').getBoundingClientRect().top");
      browser.press(Keys.ENTER);
      browser.await("document.querySelector('h1').textContent === 'station-02100'");
      browser.await("document.querySelector('main .devices, main .block.head')");
      browser.size(320, 800);
      browser.go("#/fleet");
      browser.await("document.querySelectorAll('.cells a').length === " + STATIONS);
      assertThat((Long) browser.script("return document.documentElement.scrollWidth - innerWidth"))
          .isLessThanOrEqualTo(0);
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
