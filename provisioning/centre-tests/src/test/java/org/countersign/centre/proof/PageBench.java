package org.countersign.centre.proof;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;

/** A broker that tells how connections end, a centre before it, and a browser at its page. */
final class PageBench implements AutoCloseable {

  /** What was started, the last first. */
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private final PrivateMosquitto broker;
  private final CentreProcess centre;
  private final Browser browser;

  /**
   * Starts them; if one does not come up, none is left.
   *
   * @param folder for all of them
   */
  PageBench(Path folder) throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    RealPart.require("chromium", "chromium");
    RealPart.require("chromedriver", "chromium-driver");
    try {
      broker =
          started(
              PrivateMosquitto.start(
                  folder, "log_dest topic", "log_type notice", "log_type error"));
      centre = started(CentreProcess.start(folder.resolve("centre"), broker.uri()));
      browser = started(new Browser(centre.page()));
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    started.push(part);
    return part;
  }

  PrivateMosquitto broker() {
    return broker;
  }

  CentreProcess centre() {
    return centre;
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }
}
