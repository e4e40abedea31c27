package org.countersign.host.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a child prints into the gateway's log, line by line and within bounds: a long line is
 * cut, a flood is read no faster than it may come, so that the child waits and not the gateway;
 * what is too much for the log is counted instead. Long runs of hexadecimal digits are masked: a
 * driver that traces its exchanges must not bring card data into the log.
 */
final class ChildLog implements Runnable {

  static final int LONGEST_LINE = 400;
  static final int LINES_AT_ONCE = 100;
  static final int LINES_A_SECOND = 10;

  /** Read at this pace at most, in bytes a second. */
  private static final long PACE = 512 << 10;

  private static final int BUFFER = 8_192;
  private static final long SECOND = 1_000_000_000L;
  private static final Pattern HEX_RUN = Pattern.compile("(?:[0-9A-Fa-f]{2}[ :,]?){9,}");
  private static final Logger LOG = LoggerFactory.getLogger("org.countersign.driver.process");

  private final String device;
  private final InputStream stderr;
  private final Logger log;
  private final StringBuilder line = new StringBuilder();
  private double lines = LINES_AT_ONCE;
  private long last = System.nanoTime();
  private long leftOut;

  ChildLog(String device, InputStream stderr) {
    this(device, stderr, LOG);
  }

  ChildLog(String device, InputStream stderr, Logger log) {
    this.device = device;
    this.stderr = stderr;
    this.log = log;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[BUFFER];
    try (stderr) {
      for (int n = stderr.read(buffer); n >= 0; n = stderr.read(buffer)) {
        // Latin-1 keeps memory and cuts simple; what a line holds beyond ASCII is shown as '?'.
        String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        text.chars().forEach(this::take);
        LockSupport.parkNanos(n * SECOND / PACE);
      }
    } catch (IOException e) {
      log.debug("device {}: the driver's process prints no more", device);
    }
    endLine();
    if (leftOut > 0) {
      log.warn("device {}: the driver printed {} more lines", device, leftOut);
    }
  }

  private void take(int character) {
    if (character == '\n') {
      endLine();
    } else if (line.length() < LONGEST_LINE) {
      line.append(character >= ' ' && character < 127 ? (char) character : '?');
    }
  }

  private void endLine() {
    if (line.length() == 0) {
      return;
    }
    String text = HEX_RUN.matcher(line).replaceAll("<masked> ");
    line.setLength(0);
    long now = System.nanoTime();
    lines = Math.min(LINES_AT_ONCE, lines + (now - last) * (double) LINES_A_SECOND / SECOND);
    last = now;
    if (lines < 1) {
      leftOut++;
      return;
    }
    lines--;
    if (leftOut > 0) {
      log.warn("device {}: the driver printed {} more lines", device, leftOut);
      leftOut = 0;
    }
    if (text.startsWith(StderrLogging.WARN) || text.startsWith(StderrLogging.ERROR)) {
      log.warn("device {}: {}", device, text);
    } else {
      log.info("device {}: {}", device, text);
    }
  }
}
