package org.countersign.tck.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DriverContext;
import org.countersign.pcsc.PcscDriver;
import org.countersign.tck.Bench;
import org.countersign.tck.Deed;
import org.countersign.tck.DriverConformanceKit;
import org.countersign.tck.Subject;
import org.countersign.tck.card.KitCard;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.VpcdClient;
import org.junit.jupiter.api.Nested;

/** The driver for PC/SC readers keeps the contract of a driver, over a real pcscd. */
class PcscKitIT {

  @Nested
  class WithACardOfT0 extends DriverConformanceKit {
    @Override
    protected Bench bench() throws Exception {
      return new Readers(KitCard.Protocol.T0);
    }
  }

  @Nested
  class WithACardOfT1 extends DriverConformanceKit {
    @Override
    protected Bench bench() throws Exception {
      return new Readers(KitCard.Protocol.T1);
    }
  }

  /** Two readers of a private pcscd; a card stays in the second one. */
  private static final class Readers implements Bench {

    /** vpcd polls: a card that is back sooner was never seen to be gone. */
    private static final long SEEN_GONE = 700_000_000L;

    private final PrivatePcscd pcscd = PrivatePcscd.start(2);
    private final VpcdClient hand = new VpcdClient(pcscd.port(0));
    private final VpcdClient other = new VpcdClient(pcscd.port(1));
    private final KitCard.Protocol protocol;
    private boolean inserted;
    private long removed = System.nanoTime() - SEEN_GONE;

    Readers(KitCard.Protocol protocol) throws Exception {
      this.protocol = protocol;
      other.insert(new Emulated(new KitCard(protocol)));
      try (Device second =
          new PcscDriver().open(DriverContext.of("second", settings(1), event -> {}))) {
        ChipContact contact = second.capability(ChipContact.class).orElseThrow();
        assertThat(contact.awaitChip(true, Duration.ofSeconds(10))).isTrue();
      }
    }

    @Override
    public Subject subject() {
      return Subject.classes(
          PcscDriver.class, Optional.of(Path.of("../pcsc/src/main/bundle")), Bytes.class);
    }

    @Override
    public Map<String, String> settings() {
      return settings(0);
    }

    @Override
    public Optional<Map<String, String>> secondSettings() {
      return Optional.of(settings(1));
    }

    private Map<String, String> settings(int reader) {
      return Map.of(
          "reader", pcscd.readerNames().get(reader),
          "socket", pcscd.socket().toString());
    }

    @Override
    public List<Map<String, String>> wrongSettings() {
      String socket = pcscd.socket().toString();
      String reader = pcscd.readerNames().get(0);
      return List.of(
          Map.of("reader", reader, "socket", socket, "share", "generously"),
          Map.of("reader", reader, "socket", socket, "max-apdu-data", "0"));
    }

    @Override
    public Map<Deed, Act> deeds() {
      return Map.of(Deed.INSERT_CARD, this::insert, Deed.REMOVE_CARD, this::remove);
    }

    private void insert() {
      if (!inserted) {
        while (System.nanoTime() - removed < SEEN_GONE) {
          LockSupport.parkNanos(removed + SEEN_GONE - System.nanoTime());
        }
        hand.insert(new Emulated(new KitCard(protocol)));
        inserted = true;
      }
    }

    private void remove() {
      if (inserted) {
        hand.remove();
        removed = System.nanoTime();
        inserted = false;
      }
    }

    @Override
    public void close() {
      hand.close();
      other.close();
      pcscd.close();
    }
  }

  /** The kit's card behind a reader. */
  private record Emulated(KitCard card) implements CardEmulator {
    @Override
    public byte[] atr() {
      return card.atr();
    }

    @Override
    public byte[] transmit(byte[] command) {
      LockSupport.parkNanos(KitCard.time(command).toNanos());
      return card.answer(command);
    }

    @Override
    public void power(Power power) {
      card.power();
    }
  }
}
