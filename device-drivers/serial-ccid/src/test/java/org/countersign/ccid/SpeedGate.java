package org.countersign.ccid;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;

/**
 * A line on which the reader understands nothing unless it is at the reader's speed: neither a
 * pseudo-terminal nor TCP knows one.
 */
final class SpeedGate implements Links {

  /** Speed by the lower half of the ACS escape command 44's byte. */
  private static final Map<Integer, Integer> SPEEDS =
      Map.of(0, 9600, 1, 19_200, 2, 38_400, 3, 57_600, 4, 115_200);

  final List<Integer> bauds = new ArrayList<>();
  private final Links links;
  private final IntSupplier communicationMode;

  SpeedGate(Links links, IntSupplier communicationMode) {
    this.links = links;
    this.communicationMode = communicationMode;
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    bauds.add(settings.baud());
    ByteLink link = links.open(address, settings, limit);
    return new ForwardingLink(link) {
      private int baud = settings.baud();

      @Override
      public void write(byte[] bytes, int offset, int length, Duration wait) throws LinkException {
        if (baud == SPEEDS.get(communicationMode.getAsInt() & 0x0F)) {
          super.write(bytes, offset, length, wait);
        }
      }

      @Override
      public void settings(LineSettings changed) throws LinkException {
        baud = changed.baud();
        bauds.add(baud);
        super.settings(changed);
      }
    };
  }
}
