package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.countersign.centre.account.Role;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page says when what stands behind it goes away, and that it comes back by itself. */
@Timeout(90)
class PageLinkIT {

  @TempDir Path folder;

  private PrivateMosquitto broker;
  private CentreProcess centre;
  private Gate gate;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    RealPart.require("chromium", "chromium");
    RealPart.require("chromedriver", "chromium-driver");
    broker = PrivateMosquitto.start(folder);
    centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
    gate = new Gate(centre.page());
    browser = new Browser(centre.page(), gate);
    browser.openAs(Role.VIEWER, centre, "#/now");
    browser.await("document.querySelector('.tiles')");
    // A document that is loaded anew would have lost it.
    var ignored = browser.script("window.sameDocument = true");
  }

  @AfterEach
  void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (gate != null) {
      gate.close();
    }
    if (centre != null) {
      centre.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void everyPartThatGoesAwayIsToldUntilItIsBack() throws Exception {
    readersLine();
    theBroker();
    theCentre();
    assertThat(browser.holds("window.sameDocument")).isTrue();
  }

  private void readersLine() {
    gate.cut();
    browser.await("document.querySelector('[data-banner=lost]')");
    gate.mend();
    browser.await("!document.querySelector('[data-banner]')");
    browser.await("document.querySelector('.tiles')");
  }

  private void theBroker() throws Exception {
    broker.stop();
    browser.await("document.querySelector('[data-banner=down]')");
    broker.restart();
    browser.await("!document.querySelector('[data-banner]')");
  }

  /** A log-in outlives the centre, so whoever looks goes on looking, in the same document. */
  private void theCentre() throws Exception {
    centre.stop();
    browser.await("document.querySelector('[data-banner=lost]')");
    centre.start();
    browser.await("!document.querySelector('[data-banner]')");
    browser.await("document.querySelector('.tiles')");
    assertThat(browser.count("input[name=user]")).isZero();
  }
}
