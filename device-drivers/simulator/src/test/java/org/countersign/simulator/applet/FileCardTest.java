package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FileCardTest {

  private static final byte[] TRANSPORT = CardSpec.testKey(16).toArray();
  private static final byte[] READING = Hex.bytes("B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF");
  private static final String DF = "00E00000 0E 620C 820138 83025F00 8403F00102 00";

  private final VirtualCard card = VirtualCard.blank(CardKind.FILE);
  private final CardHost host = new CardHost(card);

  @BeforeEach
  void power() {
    card.powerOn();
  }

  @AfterEach
  void noMistakeOfOursWasHiddenBehind6F00() {
    assertThat(card.state().defects()).isEmpty();
  }

  @Test
  void the_chip_number_is_always_readable_and_never_writable() {
    assertThat(host.sw("00A4000C022F02")).isEqualTo("9000");
    assertThat(host.send("00B0000000").data().toHex()).isEqualTo(card.chipId());
    assertThat(host.sw("00D600000100")).isEqualTo("6982");
    authenticate(1, TRANSPORT);
    assertThat(host.sw("00D600000100")).isEqualTo("6982");
  }

  @Test
  void five_wrong_answers_block_the_personalisation_key() {
    for (int left = 4; left >= 0; left--) {
      assertThat(authenticate(1, READING)).isEqualTo("63C" + left);
    }
    assertThat(authenticate(1, TRANSPORT)).isEqualTo("6983");
    assertThat(card.state().triesLeft()).isZero();
  }

  @Test
  void a_challenge_is_good_once_and_a_success_restores_the_tries() {
    authenticate(1, READING);
    Bytes cryptogram = cryptogram(TRANSPORT);
    assertThat(authenticate(1, cryptogram)).isEqualTo("9000");
    assertThat(authenticate(1, cryptogram)).isEqualTo("6985");
    assertThat(card.state().triesLeft()).isEqualTo(5);
    assertThat(host.sw("0084000008")).isEqualTo("6C10");
    assertThat(authenticate(9, cryptogram(TRANSPORT))).isEqualTo("6A88");
  }

  @Test
  void nothing_is_created_without_the_personalisation_key() {
    assertThat(host.sw(DF)).isEqualTo("6982");
    assertThat(host.sw(writeKey(2, 3, READING))).isEqualTo("6982");
    assertThat(host.sw("00440000")).isEqualTo("6982");
  }

  @Test
  void access_conditions_rule_after_activation() {
    personalize();

    assertThat(host.sw("00A4040C03F00102")).isEqualTo("9000");
    assertThat(host.sw("00A4000C020001")).isEqualTo("9000");
    assertThat(host.send("00B0000004").data().toHex()).isEqualTo("DEADBEEF");
    assertThat(host.sw("00D600000100")).isEqualTo("6982");
    assertThat(host.sw("00A4000C020002")).isEqualTo("9000");
    assertThat(host.sw("00B0000004")).isEqualTo("6982");
    assertThat(authenticate(2, READING)).isEqualTo("9000");
    assertThat(host.send("00B0000004").data().toHex()).isEqualTo("CAFEBABE");
    assertThat(host.sw("00B0820004")).isEqualTo("9000");
    assertThat(host.sw("00D600000100")).isEqualTo("9000");
    assertThat(host.sw("00A4000C020003")).isEqualTo("9000");
    assertThat(host.sw("00B0000001")).isEqualTo("6982");
    authenticate(1, TRANSPORT);
    assertThat(host.sw("00B0000001")).isEqualTo("6982");
    assertThat(card.state().lifeCycle()).isEqualTo("ACTIVATED");
  }

  @Test
  void an_activated_df_takes_no_file_and_no_key() {
    personalize();
    host.sw("00A4040C03F00102");
    authenticate(1, TRANSPORT);

    assertThat(host.sw(ef(4, "0000", ""))).isEqualTo("6985");
    assertThat(host.sw(writeKey(3, 3, READING))).isEqualTo("6985");
    assertThat(host.sw("00440000")).isEqualTo("6985");
  }

  @Test
  void proofs_are_forgotten_with_the_power_and_with_a_new_selection() {
    authenticate(1, TRANSPORT);
    assertThat(host.sw("00A4040C07F04353474E4601")).isEqualTo("9000");
    assertThat(host.sw(DF)).isEqualTo("6982");
    authenticate(1, TRANSPORT);
    card.powerOff();
    card.powerOn();
    assertThat(host.sw(DF)).isEqualTo("6982");
  }

  @Test
  void a_key_with_a_wrong_check_value_is_not_taken() {
    authenticate(1, TRANSPORT);
    byte[] wrong = Bytes.hex(writeKey(1, 3, READING)).toArray();
    wrong[24] ^= 1;

    assertThat(CardHost.sw(host.send(CommandApdu.decode(wrong)))).isEqualTo("6A80");
    assertThat(authenticate(1, TRANSPORT)).isEqualTo("9000");
    assertThat(host.sw(writeKey(1, 3, READING))).isEqualTo("9000");
    assertThat(authenticate(1, TRANSPORT)).isEqualTo("63C2");
    assertThat(authenticate(1, READING)).isEqualTo("9000");
  }

  @Test
  void wrong_templates_names_and_lengths_are_told_apart() {
    authenticate(1, TRANSPORT);
    assertThat(host.sw(DF)).isEqualTo("9000");
    assertThat(host.sw(ef(1, "0004", "8C020100"))).isEqualTo("9000");
    assertThat(host.sw(ef(1, "0004", "8C020100"))).isEqualTo("6A89");
    assertThat(host.sw(ef(2, "0004", "8C0101"))).isEqualTo("6A80");
    assertThat(host.sw(ef(2, "0004", "8C020155"))).isEqualTo("6A80");
    assertThat(host.sw(ef(2, "7FFF", ""))).isEqualTo("6A84");
    assertThat(host.sw("00E00000026300")).isEqualTo("6A80");
    assertThat(host.sw("00A4000C023F00")).isEqualTo("9000");
    assertThat(host.sw(DF)).isEqualTo("6A89");
    assertThat(host.sw(DF.replace("5F00", "5F01"))).isEqualTo("6A8A");
    assertThat(host.sw("00B0000001")).isEqualTo("6986");
    assertThat(host.sw("00A4000C027777")).isEqualTo("6A82");
    assertThat(host.sw("00A4080C023F00")).isEqualTo("6A86");
    assertThat(host.sw("00200001")).isEqualTo("6D00");
    assertThat(host.sw("8050000008000102030405060700")).isEqualTo("6D00");
  }

  @Test
  void offsets_and_lengths_are_kept_to() {
    authenticate(1, TRANSPORT);
    host.sw(DF);
    host.sw(ef(1, "0200", "8C020100"));
    assertThat(host.sw("00D60000000003010203")).isEqualTo("9000");
    assertThat(host.sw("00D601FE03010203")).isEqualTo("6A84");
    assertThat(host.sw("00D6020001AA")).isEqualTo("6B00");
    assertThat(host.sw("00D60000")).isEqualTo("6700");
    assertThat(host.sw("00B0020001")).isEqualTo("6B00");
    assertThat(host.sw("00B001FE04")).isEqualTo("6282");
    assertThat(host.send("00B001FE00").data().toHex()).isEqualTo("FFFF");
    assertThat(host.send("00B00000000000").data().size()).isEqualTo(512);
    assertThat(host.sw("00B000000000")).isEqualTo("6700");
  }

  @Test
  void a_pull_in_the_middle_of_an_update_leaves_a_torn_file() {
    authenticate(1, TRANSPORT);
    host.sw(DF);
    host.sw(ef(1, "00C8", ""));
    CommandApdu update = CommandApdu.of(0, 0xD6, 0, 0, Bytes.hex("5A".repeat(200)));

    assertThat(card.transmitUntilCut(update.encode(), 2)).isFalse();

    card.powerOn();
    authenticate(1, TRANSPORT);
    host.sw("00A4040C03F00102");
    host.sw("00A4000C020001");
    assertThat(host.send("00B00000C8").data())
        .isEqualTo(Bytes.hex("5A".repeat(128) + "FF".repeat(72)));
  }

  private void personalize() {
    authenticate(1, TRANSPORT);
    assertThat(host.sw(DF)).isEqualTo("9000");
    assertThat(host.sw(ef(1, "0004", "8C0303FF00"))).isEqualTo("9000");
    assertThat(host.sw("00D6000004DEADBEEF")).isEqualTo("9000");
    assertThat(host.sw(ef(2, "0004", "8801108C03032222"))).isEqualTo("9000");
    assertThat(host.sw("00D6000004CAFEBABE")).isEqualTo("9000");
    assertThat(host.sw(ef(3, "0001", "8C0201FF"))).isEqualTo("9000");
    assertThat(host.sw(writeKey(2, 3, READING))).isEqualTo("9000");
    assertThat(host.sw("00A4040C03F00102")).isEqualTo("9000");
    assertThat(host.sw("00440000")).isEqualTo("9000");
    card.powerOff();
    card.powerOn();
  }

  private static String ef(int fid, String size, String more) {
    String inside = "820101" + "8302%04X".formatted(fid) + "8002" + size + more;
    int length = inside.length() / 2;
    return "00E00000%02X62%02X%s".formatted(length + 2, length, inside);
  }

  private static String writeKey(int number, int tries, byte[] key) {
    byte[] wrapped = CardCrypto.aesCbcEncrypt(TRANSPORT, new byte[16], key);
    return "80D400%02X14%02X%s%s"
        .formatted(number, tries, Hex.of(wrapped), Hex.of(CardCrypto.keyCheckValue(key)));
  }

  private Bytes cryptogram(byte[] key) {
    return Bytes.of(CardCrypto.aes(key, host.send("0084000010").data().toArray()));
  }

  private String authenticate(int number, byte[] key) {
    return authenticate(number, cryptogram(key));
  }

  private String authenticate(int number, Bytes cryptogram) {
    return CardHost.sw(host.send(CommandApdu.of(0, 0x82, 0, number, cryptogram)));
  }
}
