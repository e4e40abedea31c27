package org.countersign.simulator.applet;

import net.sf.scuba.smartcards.CardService;
import net.sf.scuba.smartcards.CardServiceException;
import net.sf.scuba.smartcards.CommandAPDU;
import net.sf.scuba.smartcards.ResponseAPDU;
import org.countersign.simulator.VirtualCard;
import org.jmrtd.PassportService;

/** A virtual card where JMRTD expects a reader. */
public final class JmrtdReader extends CardService {

  private static final long serialVersionUID = 1L;

  private final transient VirtualCard card;
  private boolean open;

  private JmrtdReader(VirtualCard card) {
    this.card = card;
  }

  /** JMRTD's service on a powered card, with its application selected. */
  public static PassportService open(VirtualCard card, int maxBlock) throws CardServiceException {
    PassportService service =
        new PassportService(new JmrtdReader(card), maxBlock + 32, maxBlock, false, true);
    service.open();
    service.sendSelectApplet(false);
    return service;
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
