package org.countersign.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;
import net.sf.scuba.smartcards.CardService;
import net.sf.scuba.smartcards.CardServiceException;
import net.sf.scuba.smartcards.CommandAPDU;
import net.sf.scuba.smartcards.ResponseAPDU;
import net.sf.scuba.smartcards.TerminalCardService;
import org.countersign.simulator.VirtualCard;
import org.jmrtd.BACKey;
import org.jmrtd.PassportService;

/**
 * An inspection system without a line of ours between it and the chip: JMRTD selects, does BAC and
 * reads under secure messaging, over scuba.
 *
 * <p>{@link #main} is the same desk in a process of its own, on the JDK's {@code javax.smartcardio}
 * and a real pcscd: libpcsclite asks only once where the daemon's socket is.
 */
final class JmrtdDesk {

  /** Identifiers and names of the files (ICAO 9303-10, 4.6 and 4.7). */
  private static final Map<String, Short> FILES =
      Map.of(
          "EF_COM", PassportService.EF_COM,
          "EF_DG1", PassportService.EF_DG1,
          "EF_DG2", PassportService.EF_DG2,
          "EF_DG11", PassportService.EF_DG11,
          "EF_DG12", PassportService.EF_DG12,
          "EF_SOD", PassportService.EF_SOD);

  private static final int APPEARS_WITHIN_MILLIS = 30_000;

  private JmrtdDesk() {}

  /** Reads reader, document number, birth and expiry (yyMMdd) from the line; writes the files. */
  public static void main(String[] arguments) throws Exception {
    CardTerminal terminal = TerminalFactory.getDefault().terminals().getTerminal(arguments[0]);
    if (terminal == null || !terminal.waitForCardPresent(APPEARS_WITHIN_MILLIS)) {
      throw new IllegalStateException("no card in " + arguments[0]);
    }
    BACKey key = new BACKey(arguments[1], arguments[2], arguments[3]);
    for (var file : read(new TerminalCardService(terminal), key).entrySet()) {
      Files.write(Path.of(arguments[4]).resolve(file.getKey() + ".bin"), file.getValue());
    }
  }

  /** Reads a card in this process. */
  static Map<String, byte[]> read(VirtualCard card, BACKey key)
      throws CardServiceException, IOException {
    card.powerOff();
    card.powerOn();
    return read(new Direct(card), key);
  }

  private static Map<String, byte[]> read(CardService reader, BACKey key)
      throws CardServiceException, IOException {
    PassportService passport =
        new PassportService(
            reader,
            PassportService.NORMAL_MAX_TRANCEIVE_LENGTH,
            PassportService.DEFAULT_MAX_BLOCKSIZE,
            false,
            true);
    passport.open();
    try {
      passport.sendSelectApplet(false);
      passport.doBAC(key);
      Map<String, byte[]> files = new LinkedHashMap<>();
      for (var file : FILES.entrySet()) {
        try (InputStream in = passport.getInputStream(file.getValue())) {
          files.put(file.getKey(), in.readAllBytes());
        }
      }
      return files;
    } finally {
      passport.close();
    }
  }

  /** A card where scuba expects a terminal. */
  private static final class Direct extends CardService {

    private static final long serialVersionUID = 1L;

    private final transient VirtualCard card;
    private boolean open;

    Direct(VirtualCard card) {
      this.card = card;
    }

    @Override
    public void open() {
      open = true;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public ResponseAPDU transmit(CommandAPDU command) {
      return new ResponseAPDU(card.transmit(command.getBytes()));
    }

    @Override
    public byte[] getATR() {
      return card.atr();
    }

    @Override
    public void close() {
      open = false;
    }

    @Override
    public boolean isConnectionLost(Exception e) {
      return false;
    }
  }
}
