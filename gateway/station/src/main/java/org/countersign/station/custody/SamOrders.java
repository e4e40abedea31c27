package org.countersign.station.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.sam.SamException;
import org.countersign.personalization.sam.SamSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the authority sends to the SAM, in a file that somebody puts down: handed in once, and then
 * renamed to {@code .taken} or {@code .refused}.
 */
final class SamOrders {

  private static final Logger LOG = LoggerFactory.getLogger(SamOrders.class);
  private static final int LARGEST = 64;
  private static final int TOP_UP = 24;

  private final Path file;

  SamOrders(Path file) {
    this.file = file;
  }

  /**
   * Hands in what lies there.
   *
   * @param topUps number of the last top-up that the SAM took
   */
  void handIn(Chip chip, int topUps) throws DeviceException {
    try {
      if (!Files.isRegularFile(file)) {
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
    Files.move(
        file, file.resolveSibling(file.getFileName() + end), StandardCopyOption.REPLACE_EXISTING);
  }
}
