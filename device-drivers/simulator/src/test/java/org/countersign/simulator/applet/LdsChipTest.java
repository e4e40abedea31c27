package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardState.FileState;
import org.countersign.simulator.VirtualCard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Issuer security domain and loading of the LDS application. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LdsChipTest {

  private static final byte[] NEW_KEY = Hex.bytes("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF");

  private VirtualCard card = VirtualCard.blank(CardKind.LDS);
  private Scp03Host host = Scp03Host.transport(card);

  @BeforeEach
  void power() {
    card.powerOn();
  }

  @AfterEach
  void noMistakeOfOursWasHiddenBehind6F00() {
    assertThat(card.state().defects()).isEmpty();
  }

  private void use(CardSpec spec) {
    card = VirtualCard.make(spec);
    host = Scp03Host.transport(card);
    card.powerOn();
  }

  @Test
  void cplc_carries_the_chip_number_and_other_objects_are_unknown() {
    Bytes cplc = host.send("80CA9F7F00").data();

    assertThat(cplc.size()).isEqualTo(3 + 42);
    assertThat(cplc.slice(13, 21).toHex()).isEqualTo(card.chipId().substring(4));
    assertThat(host.sw("80CA9F7F05")).isEqualTo("6C2D");
    assertThat(host.sw("80CA004200")).isEqualTo("6A88");
    assertThat(host.send("80CA00E000").data().toHex())
        .isEqualTo("E012C00401308810C00402308810C00403308810");
  }

  @Test
  void a_wrong_host_cryptogram_costs_a_try_and_ten_block_the_keys() {
    for (int left = 9; left >= 0; left--) {
      assertThat(CardHost.sw(host.authenticate(0x01, true, false))).isEqualTo("6300");
      assertThat(card.state().triesLeft()).isEqualTo(left);
    }
    assertThat(CardHost.sw(host.authenticate(0x01, false, false))).isEqualTo("6983");
    card.powerOff();
    card.powerOn();
    assertThat(CardHost.sw(host.authenticate(0x01, false, false))).isEqualTo("6983");
  }

  @Test
  void a_success_gives_the_tries_back_and_a_wrong_mac_costs_one() {
    assertThat(CardHost.sw(host.authenticate(0x01, false, true))).isEqualTo("6982");
    assertThat(card.state().triesLeft()).isEqualTo(9);

    host.open(0x33);

    assertThat(card.state().triesLeft()).isEqualTo(10);
  }

  @Test
  void authentication_needs_its_first_half_a_known_key_and_a_level_that_exists() {
    assertThat(host.sw("848201001000010203040506070809101112131415")).isEqualTo("6985");
    assertThat(host.sw("8050310008000102030405060700")).isEqualTo("6A88");
    assertThat(host.sw("80503000070001020304050600")).isEqualTo("6700");
    assertThat(CardHost.sw(host.authenticate(0x02, false, false))).isEqualTo("6A86");
    assertThat(card.state().triesLeft()).isEqualTo(10);
  }

  @Test
  void the_channel_ends_with_every_select_and_with_the_power() {
    host.open(0x01);
    host.select(CardHost.ISD);
    assertThat(CardHost.sw(host.secure("80F24002024F0000"))).isEqualTo("6982");

    host.open(0x01);
    assertThat(host.sw("00A4040C05F000000001")).isEqualTo("6A82");
    assertThat(host.secure("80F24002024F0000").isOk()).isTrue();
    card.powerOff();
    card.powerOn();
    assertThat(CardHost.sw(host.secure("80F24002024F0000"))).isEqualTo("6982");
  }

  @Test
  void a_command_in_clear_or_twice_is_refused_in_a_channel() {
    host.open(0x33);
    assertThat(host.sw("80CA9F7F00")).isEqualTo("6982");
    CommandApdu wrapped = host.wrapped(CommandApdu.of(0x80, 0xCA, 0x9F, 0x7F, 256));

    assertThat(host.send(wrapped).isOk()).isTrue();
    assertThat(CardHost.sw(host.send(wrapped))).isEqualTo("6982");
    assertThat(CardHost.sw(host.secure("80CA9F7F00"))).isEqualTo("6982");
  }

  @Test
  void get_status_tells_the_application_in_both_forms() {
    host.open(0x11);

    assertThat(host.secure("80F24002024F0000").data().toHex())
        .isEqualTo("E3124F07A00000024710019F700107C503000000");
    assertThat(host.secure("80F24000024F0000").data().toHex()).isEqualTo("07A00000024710010700");
    assertThat(CardHost.sw(host.secure("80F24002044F021122 00"))).isEqualTo("6A88");
  }

  @Test
  void put_key_replaces_the_set_and_a_wrong_check_value_changes_nothing() {
    host.open(0x03);
    Bytes key = host.keyData(NEW_KEY);
    byte[] wrong = key.toArray();
    wrong[wrong.length - 1] ^= 1;

    ResponseApdu refused = host.secure(putKey(Bytes.concat(key, key, Bytes.of(wrong))));
    assertThat(CardHost.sw(refused)).isEqualTo("6A80");
    assertThat(card.state().keyVersion()).isEqualTo(0x30);
    assertThat(CardHost.sw(host.authenticate(0x01, false, false))).isEqualTo("9000");

    ResponseApdu done = host.secure(putKey(Bytes.concat(key, key, key)));
    String kcv = Hex.of(CardCrypto.keyCheckValue(NEW_KEY)).toUpperCase(java.util.Locale.ROOT);
    assertThat(done.data().toHex()).isEqualTo("31" + kcv + kcv + kcv);
    assertThat(CardHost.sw(host.authenticate(0x01, false, false))).isEqualTo("6300");
    new Scp03Host(card, NEW_KEY, NEW_KEY, NEW_KEY, false).open(0x33);
  }

  private static CommandApdu putKey(Bytes keys) {
    return CommandApdu.of(0x80, 0xD8, 0x30, 0x81, Bytes.of(0x31).plus(keys)).withLe(256);
  }

  @Test
  void put_key_and_set_status_need_a_channel() {
    assertThat(host.sw("80D830810131")).isEqualTo("6982");
    assertThat(host.sw("80F0400F07A0000002471001")).isEqualTo("6982");
  }

  @Test
  void the_application_is_locked_only_when_it_is_whole_and_never_goes_back() {
    host.open(0x01);
    assertThat(CardHost.sw(host.secure("80F0400F07A0000002471001"))).isEqualTo("6985");

    new LdsDocument(100).personalize(host, 0x33, 200);

    assertThat(CardHost.sw(host.secure("80F0400707A0000002471001"))).isEqualTo("6985");
    assertThat(card.state().lifeCycle()).isEqualTo("PERSONALIZED");
    assertThat(card.state().isFinished()).isTrue();
  }

  @Test
  void the_card_life_cycle_goes_forward_and_a_terminated_card_does_nothing() {
    host.open(0x01);
    assertThat(CardHost.sw(host.secure("80F0800F"))).isEqualTo("9000");
    assertThat(CardHost.sw(host.secure("80F08007"))).isEqualTo("6985");
    assertThat(CardHost.sw(host.secure("80F080FF"))).isEqualTo("9000");

    assertThat(host.sw("8050000008000102030405060700")).isEqualTo("6985");
  }

  @Test
  void groupings_may_span_blocks_of_any_size() {
    for (int block : new int[] {1, 7, 64, 239, 3000}) {
      use(CardSpec.blank(CardKind.LDS));
      new LdsDocument(700).personalize(host, 0x03, block);
      assertThat(card.state().files()).allMatch(FileState::complete).hasSize(4);
    }
  }

  @Test
  void a_block_out_of_order_is_refused_and_the_stream_starts_again() {
    Scp03Host lds = onLds(0x01);
    List<CommandApdu> blocks = LdsDocument.blocks(new LdsDocument(300).stream(lds), 100);

    assertThat(CardHost.sw(lds.secure(blocks.get(1)))).isEqualTo("6A86");
    assertThat(CardHost.sw(lds.secure(blocks.get(0)))).isEqualTo("9000");
    assertThat(CardHost.sw(lds.secure(blocks.get(2)))).isEqualTo("6A86");
    assertThat(CardHost.sw(lds.secure(blocks.get(1)))).isEqualTo("6A86");
  }

  @Test
  void wrong_groupings_are_told_apart() {
    Scp03Host lds = onLds(0x01);
    assertThat(store(lds, LdsDocument.create(0x0101, 4))).isEqualTo("9000");
    assertThat(store(lds, LdsDocument.create(0x0101, 4))).isEqualTo("6A89");
    assertThat(store(lds, LdsDocument.dgi(0x0101, Bytes.hex("0102030405")))).isEqualTo("6A84");
    assertThat(store(lds, LdsDocument.dgi(0x0101, Bytes.hex("010203")))).isEqualTo("6A80");
    assertThat(store(lds, LdsDocument.dgi(0x0102, Bytes.hex("01")))).isEqualTo("6A88");
    assertThat(store(lds, Bytes.hex("0101040102"))).isEqualTo("6A80");
    assertThat(store(lds, LdsDocument.dgi(0x8101, Bytes.hex("00".repeat(16))))).isEqualTo("6700");
    assertThat(store(lds, LdsDocument.dgi(0x7FFF, Bytes.empty()))).isEqualTo("6985");
    assertThat(store(lds, LdsDocument.create(0x0103, 0xFFFF))).isEqualTo("6A84");
    assertThat(CardHost.sw(lds.secure("80E2800003010100"))).isEqualTo("6A86");
  }

  @Test
  void data_cannot_be_ended_twice_or_loaded_without_a_channel() {
    Scp03Host lds = onLds(0x01);
    for (CommandApdu block : LdsDocument.blocks(new LdsDocument(50).stream(lds), 200)) {
      lds.secure(block);
    }
    assertThat(store(lds, LdsDocument.dgi(0x7FFF, Bytes.empty()))).isEqualTo("6985");
    lds.select(CardHost.LDS);
    assertThat(lds.sw("80E2880003010100")).isEqualTo("6982");
    assertThat(lds.sw("00A4020C020101")).isEqualTo("6982");
  }

  @Test
  void files_read_back_through_the_channel() {
    Scp03Host lds = onLds(0x33);
    LdsDocument document = new LdsDocument(40_000);
    for (CommandApdu block : LdsDocument.blocks(document.stream(lds), 2000)) {
      assertThat(lds.secure(block).isOk()).isTrue();
    }
    Bytes face = document.files().get(0x0102);
    assertThat(CardHost.sw(lds.secure("00A4020C020102"))).isEqualTo("9000");

    assertThat(lds.secure("00B0001020").data()).isEqualTo(face.slice(16, 48));
    assertThat(lds.secure("00B0000000").data()).isEqualTo(face.slice(0, 239));
    assertThat(lds.secure("00B10000045402900010").data())
        .isEqualTo(Bytes.of(0x53, 14).plus(face.slice(0x9000, 0x9000 + 14)));
    assertThat(CardHost.sw(lds.secure("00B10000045402FFFF10"))).isEqualTo("6B00");
    assertThat(CardHost.sw(lds.secure("00A4020C02010F"))).isEqualTo("6A82");
  }

  @Test
  void a_pull_in_the_middle_of_a_block_leaves_a_torn_file() {
    Scp03Host lds = onLds(0x01);
    store(lds, LdsDocument.create(0x0102, 640));
    Bytes contents = Bytes.hex("5A".repeat(640));
    CommandApdu block =
        lds.wrapped(CommandApdu.of(0x80, 0xE2, 0x88, 0, LdsDocument.dgi(0x0102, contents)));

    // One page clears the mark of completeness, three are contents.
    assertThat(card.transmitUntilCut(block.encode(), 4)).isFalse();

    card.powerOn();
    assertThat(card.state().files()).containsExactly(new FileState(0x0102, 640, false));
    Scp03Host again = onLds(0x01);
    again.secure("00A4020C020102");
    Bytes read = again.secure(CommandApdu.of(0x00, 0xB0, 0, 0, 640)).data();
    assertThat(read).isEqualTo(Bytes.hex("5A".repeat(192) + "FF".repeat(448)));
  }

  @Test
  void memory_of_its_own_size_is_full_when_it_is_full() {
    use(CardSpec.blank(CardKind.LDS).withMemory(1000));
    Scp03Host lds = onLds(0x01);

    assertThat(store(lds, LdsDocument.create(0x0101, 484))).isEqualTo("9000");
    assertThat(store(lds, LdsDocument.create(0x0102, 485))).isEqualTo("6A84");
    assertThat(store(lds, LdsDocument.create(0x0102, 484))).isEqualTo("9000");
    assertThat(card.state().memoryUsed()).isEqualTo(1000);
  }

  @Test
  void kdf3_gives_every_chip_its_own_keys() {
    use(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true));
    byte[] plain = CardSpec.testKey(16).toArray();

    assertThat(
            CardHost.sw(
                new Scp03Host(card, plain, plain, plain, false).authenticate(1, false, false)))
        .isEqualTo("6300");
    host.open(0x33);
  }

  private Scp03Host onLds(int level) {
    host.select(CardHost.LDS);
    return host.open(level);
  }

  private static String store(Scp03Host lds, Bytes stream) {
    return CardHost.sw(lds.secure(CommandApdu.of(0x80, 0xE2, 0x88, 0, stream)));
  }
}
