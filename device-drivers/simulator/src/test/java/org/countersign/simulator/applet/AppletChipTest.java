package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.VirtualCard;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A chip with an applet of somebody else's behaves as a Java Card does. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AppletChipTest {

  private static final byte[] AID = Hex.bytes("F0434F554E54");

  private final VirtualCard card =
      VirtualCard.around(new AppletChip("CNTR", AID, new byte[] {40}, Counter::install));

  /** Counts commands: in a field from what it was installed with, and in transient memory. */
  private static final class Counter extends Applet {

    private final byte[] transients =
        JCSystem.makeTransientByteArray((short) 1, JCSystem.CLEAR_ON_RESET);
    private byte kept;

    private Counter(byte kept) {
      this.kept = kept;
    }

    public static void install(byte[] parameters, short offset, byte length) {
      new Counter(parameters[offset + length - 1]).register();
    }

    @Override
    public void process(APDU apdu) {
      if (apdu.getBuffer()[ISO7816.OFFSET_INS] != 0x01) {
        ISOException.throwIt(ISO7816.SW_INS_NOT_SUPPORTED);
      }
      apdu.getBuffer()[0] = ++kept;
      apdu.getBuffer()[1] = ++transients[0];
      apdu.setOutgoingAndSend((short) 0, (short) 2);
    }
  }

  private String exchange(String command) {
    return Hex.of(card.transmit(Hex.bytes(command)));
  }

  @Test
  void fields_stay_without_power_and_transient_memory_does_not() {
    card.powerOn();
    assertThat(exchange("8001000002")).isEqualTo("29019000");
    assertThat(exchange("8001000002")).isEqualTo("2a029000");
    card.powerOff();
    card.powerOn();
    assertThat(exchange("8001000002")).isEqualTo("2b019000");
  }

  @Test
  void the_applet_is_selected_after_reset_and_by_name() {
    card.powerOn();
    assertThat(exchange("80FF000000")).isEqualTo("6d00");
    assertThat(exchange("00A4040006F0434F554E54")).isEqualTo("6d00");
    assertThat(exchange("8001000002")).isEqualTo("29019000");
  }

  @Test
  void it_is_a_foreign_card_with_its_own_answer_to_reset() {
    assertThat(card.spec().kind()).isEqualTo(CardKind.FOREIGN);
    assertThat(new String(card.powerOn(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("CNTR");
    assertThat(card.state().lifeCycle()).isEqualTo("UNKNOWN");
  }
}
