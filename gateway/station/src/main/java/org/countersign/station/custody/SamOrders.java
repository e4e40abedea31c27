package org.countersign.station.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.sam.SamException;
import org.countersign.personalization.sam.SamSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the authority sends to the SAM, in a file that somebody puts down: handed in once it has not
 * changed for two seconds, since it may be copied still, and then renamed to {@code .taken} or
 * {@code .refused}.
 */
final class SamOrders {

  private static final Logger LOG = LoggerFactory.getLogger(SamOrders.class);
  private static final int LARGEST = 64;
  private static final int TOP_UP = 24;
  private static final Duration WHOLE = Duration.ofSeconds(2);

  /**
   * A file as it was seen first. Its own time says little: a copy may be given that of the original
   * as soon as it is begun.
   */
  private record Seen(long size, FileTime changed, long at) {}

  private final Path file;
  private final LongSupplier nanoTime;
  private @Nullable Seen seen;

  /**
   * Binds the file.
   *
   * @param nanoTime a monotonic clock
   */
  SamOrders(Path file, LongSupplier nanoTime) {
    this.file = file;
    this.nanoTime = nanoTime;
  }

  /**
   * Hands in what lies there.
   *
   * @param topUps number of the last top-up that the SAM took
   */
  void handIn(Chip chip, int topUps) throws DeviceException {
    try {
      if (!isWhole()) {
        return;
      }
      if (Files.size(file) < 3 || Files.size(file) > LARGEST) {
        refused("it is no order of a SAM authority");
        return;
      }
      Bytes order = Bytes.of(Files.readAllBytes(file));
      if (!isTaken(order, topUps)) {
        SamSession.handIn(chip, order);
      }
      put(".taken");
      LOG.info("the SAM has taken {}", file);
    } catch (SamException e) {
      refused(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.warn("order of the SAM's authority {} cannot be handled: {}", file, e.toString());
    }
  }

  /** Whether it is there and was the same for so long that nobody writes it any more. */
  private boolean isWhole() throws IOException {
    if (!Files.isRegularFile(file)) {
      seen = null;
      return false;
    }
    Seen now = new Seen(Files.size(file), Files.getLastModifiedTime(file), nanoTime.getAsLong());
    Seen first = seen;
    if (first == null || first.size() != now.size() || !first.changed().equals(now.changed())) {
      seen = now;
      return false;
    }
    return now.at() - first.at() >= WHOLE.toNanos();
  }

  /** Its answer was lost, or the station stopped before the file was renamed. */
  private static boolean isTaken(Bytes order, int topUps) {
    return order.size() == TOP_UP && order.at(0) == 1 && (order.at(2) << 8 | order.at(3)) == topUps;
  }

  private void refused(String why) {
    LOG.warn("{} is put aside: {}", file, why);
    try {
      put(".refused");
    } catch (IOException e) {
      LOG.warn("{} cannot be renamed: {}", file, e.toString());
    }
  }

  private void put(String end) throws IOException {
    seen = null;
    Files.move(
        file, file.resolveSibling(file.getFileName() + end), StandardCopyOption.REPLACE_EXISTING);
  }
}
