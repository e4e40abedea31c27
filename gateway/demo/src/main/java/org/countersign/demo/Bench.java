package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualHand;
import org.countersign.testbed.PrivatePcscd;

/**
 * The encoders on the counter, and the trays that their cards end in. Named {@code encoder-1} and
 * so on; each one's tray bears its name.
 */
final class Bench implements AutoCloseable {

  /** Blanks beyond the cards to be made, so that no encoder's share is too small. */
  private static final int SPARE = 10;

  private final List<AutoCloseable> open = new ArrayList<>();

  private Bench() {}

  /** Virtual encoders inside this process, each with a hopper that could make every card. */
  static Bench virtual(StationFolder station, Product product, int encoders, int cards)
      throws IOException {
    for (int i = 1; i <= encoders; i++) {
      station.addVirtualEncoder(name(i), product, cards + SPARE, name(i));
    }
    return new Bench();
  }

  /** Readers of a pcscd of our own, with a virtual hand at each that puts in blank after blank. */
  static Bench pcsc(StationFolder station, Product product, int encoders, int cards)
      throws IOException {
    Bench bench = new Bench();
    PrivatePcscd pcscd = PrivatePcscd.start(encoders);
    bench.open.add(pcscd);
    Path socket = pcscd.socket();
    CardSpec blank =
        CardSpec.blank(product.chip().equals("lds") ? CardKind.LDS : CardKind.FILE)
            .withMasterKey(Bytes.hex(station.blankKey(product)), product.diversified());
    for (int i = 1; i <= encoders; i++) {
      station.addReader(name(i), product, pcscd.readerNames().get(i - 1), socket);
      bench.open.add(
          VirtualHand.feeding(pcscd.port(i - 1), blank, cards + SPARE, CardTray.named(name(i))));
    }
    return bench;
  }

  private static String name(int number) {
    return "encoder-" + number;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable part : open.reversed()) {
      part.close();
    }
  }
}
