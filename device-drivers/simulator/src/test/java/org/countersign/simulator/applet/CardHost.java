package org.countersign.simulator.applet;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.simulator.VirtualCard;

/** The other side of a card in tests: commands in plain, and what they must answer. */
public class CardHost {

  public static final Bytes LDS = Bytes.hex("A0000002471001");
  public static final Bytes ISD = Bytes.hex("A000000151000000");

  protected final VirtualCard card;

  public CardHost(VirtualCard card) {
    this.card = card;
  }

  /** Sends a command as it is. */
  public ResponseApdu send(CommandApdu command) {
    return ResponseApdu.decode(card.transmit(command.encode()));
  }

  public ResponseApdu send(String hex) {
    return ResponseApdu.decode(card.transmit(Bytes.hex(hex).toArray()));
  }

  /** Status word of the answer. */
  public String sw(String hex) {
    return sw(send(hex));
  }

  public static String sw(ResponseApdu response) {
    return "%04X".formatted(response.sw().value());
  }

  public ResponseApdu select(Bytes aid) {
    return send(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, aid));
  }
}
