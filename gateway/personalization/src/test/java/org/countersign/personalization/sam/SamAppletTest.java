package org.countersign.personalization.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.sam.SamException.Reason;
import org.countersign.personalization.scp03.StaticKeys;
import org.countersign.sam.SamApplet;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.applet.AppletChip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SamAppletTest {

  private static final Bytes NUMBER = Bytes.hex("53414D0000000017");
  private static final Bytes ENC = Bytes.hex("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF");
  private static final Bytes MAC = Bytes.hex("B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF");
  private static final Bytes AUTHORITY = Bytes.hex("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF");
  private static final Secret MASTER = secret(Bytes.hex("404142434445464748494A4B4C4D4E4F"));

  private VirtualCard card;
  private Chip chip;
  private SamAuthority authority;

  private static Secret secret(Bytes value) {
    return Secret.of(value.toArray());
  }

  @BeforeEach
  void make() throws Exception {
    byte[] data = Bytes.concat(NUMBER, ENC, MAC, AUTHORITY).toArray();
    card = VirtualCard.around(new AppletChip("CSAM", SamApplet.AID, data, SamApplet::install));
    chip = command -> ResponseApdu.decode(card.transmit(command.encode()));
    authority = new SamAuthority(secret(AUTHORITY));
    powerOn();
    SamSession.handIn(chip, authority.load(NUMBER, 1, MASTER));
  }

  private void powerOn() throws Exception {
    card.powerOff();
    card.powerOn();
    SamSession.select(chip);
  }

  private SamSession paired() throws Exception {
    StaticKeys keys = new StaticKeys(secret(ENC), secret(MAC), secret(MAC));
    return SamSession.open(chip, keys, new SecureRandom());
  }

  private void topUp(int number, long cards) throws Exception {
    SamSession.handIn(chip, authority.topUp(NUMBER, number, cards));
  }

  private static Bytes input(int number) {
    return Bytes.hex("8986%016d".formatted(number));
  }

  private static void refused(Reason reason, ThrowingCallable asked) {
    assertThatExceptionOfType(SamException.class)
        .isThrownBy(asked)
        .extracting(SamException::reason)
        .isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 255})
  void it_derives_what_a_master_key_in_memory_derives(int keyNumber) throws Exception {
    topUp(1, 1);
    try (SamSession sam = paired()) {
      assertThat(sam.derive(1, keyNumber, input(1)))
          .isEqualTo(Diversification.KDF3.derive(MASTER, keyNumber, input(1)));
    }
  }

  @Test
  void each_new_card_costs_one_and_a_card_asked_for_again_nothing() throws Exception {
    topUp(1, 2);
    try (SamSession sam = paired()) {
      sam.derive(1, 1, input(1));
      sam.derive(1, 2, input(1));
      assertThat(sam.status().left()).isEqualTo(1);
      sam.derive(1, 1, input(2));
      assertThat(sam.status().left()).isZero();
      refused(Reason.EMPTY, () -> sam.derive(1, 1, input(3)));
      sam.derive(1, 3, input(1));
    }
    powerOn();
    try (SamSession sam = paired()) {
      refused(Reason.EMPTY, () -> sam.derive(1, 1, input(3)));
      sam.derive(1, 3, input(2));
      assertThat(sam.status().left()).isZero();
    }
  }

  @Test
  void only_so_many_cards_are_remembered_and_the_oldest_is_forgotten_first() throws Exception {
    topUp(1, 1_000);
    try (SamSession sam = paired()) {
      for (int i = 0; i <= SamApplet.REMEMBERED; i++) {
        sam.derive(1, 1, input(i));
      }
      long left = sam.status().left();
      assertThat(left).isEqualTo(1_000 - 1 - SamApplet.REMEMBERED);
      sam.derive(1, 1, input(1));
      assertThat(sam.status().left()).isEqualTo(left);
      sam.derive(1, 1, input(0));
      assertThat(sam.status().left()).isEqualTo(left - 1);
    }
  }

  @Test
  void a_card_that_is_the_beginning_of_another_is_another_card() throws Exception {
    topUp(1, 2);
    try (SamSession sam = paired()) {
      sam.derive(1, 1, Bytes.hex("8986000000000000000100"));
      sam.derive(1, 1, Bytes.hex("898600000000000000010000"));
      assertThat(sam.status().left()).isZero();
      refused(Reason.EMPTY, () -> sam.derive(1, 1, Bytes.hex("89860000000000000001")));
    }
  }

  @Test
  void nothing_is_derived_without_the_stations_channel() throws Exception {
    topUp(1, 5);
    CommandApdu plain = new CommandApdu(0x80, 0x2A, 1, 1, input(1), 256);
    assertThat(chip.transmit(plain).sw().value()).isEqualTo(0x6D00);
    CommandApdu pretended = new CommandApdu(0x84, 0x2A, 1, 1, input(1), 256);
    assertThat(chip.transmit(pretended).sw().value()).isEqualTo(0x6982);
    StaticKeys foreign = new StaticKeys(secret(MAC), secret(ENC), secret(ENC));
    refused(Reason.PAIRING, () -> SamSession.open(chip, foreign, new SecureRandom()));
    assertThat(SamSession.status(chip).left()).isEqualTo(5);
  }

  @Test
  void an_altered_command_ends_the_channel() throws Exception {
    topUp(1, 5);
    Chip whole = chip;
    Function<CommandApdu, CommandApdu> altered =
        c -> c.ins() == 0x2A ? new CommandApdu(c.cla(), c.ins(), 2, c.p2(), c.data(), 256) : c;
    chip = command -> whole.transmit(altered.apply(command));
    SamSession sam = paired();
    chip = whole;
    refused(Reason.REFUSED, () -> sam.derive(1, 1, input(1)));
    assertThat(SamSession.status(whole).left()).isEqualTo(5);
  }

  @Test
  void a_top_up_counts_once_in_its_turn_and_for_its_module_alone() throws Exception {
    Bytes first = authority.topUp(NUMBER, 1, 10);
    SamSession.handIn(chip, first);
    refused(Reason.NOT_AUTHORIZED, () -> SamSession.handIn(chip, first));
    refused(Reason.NOT_AUTHORIZED, () -> topUp(3, 10));
    refused(
        Reason.NOT_AUTHORIZED,
        () -> SamSession.handIn(chip, authority.topUp(Bytes.hex("53414D0000000018"), 2, 10)));
    SamAuthority other = new SamAuthority(secret(MAC));
    refused(Reason.NOT_AUTHORIZED, () -> SamSession.handIn(chip, other.topUp(NUMBER, 2, 10)));
    byte[] more = authority.topUp(NUMBER, 2, 10).toArray();
    more[7] = 100;
    refused(Reason.NOT_AUTHORIZED, () -> SamSession.handIn(chip, Bytes.of(more)));
    assertThat(SamSession.status(chip).left()).isEqualTo(10);
    topUp(2, 100_000);
    SamStatus status = SamSession.status(chip);
    assertThat(status.left()).isEqualTo(100_010);
    assertThat(status.topUps()).isEqualTo(2);
    assertThat(status.number()).isEqualTo(NUMBER);
  }

  @Test
  void the_counter_goes_over_the_halves_of_its_number_both_ways() throws Exception {
    topUp(1, 0x1_0000);
    try (SamSession sam = paired()) {
      sam.derive(1, 1, input(1));
      assertThat(sam.status().left()).isEqualTo(0xFFFF);
    }
    topUp(2, 0x8001);
    assertThat(SamSession.status(chip).left()).isEqualTo(0x1_8000);
    refused(Reason.NOT_AUTHORIZED, () -> topUp(3, Integer.MAX_VALUE));
    assertThat(SamSession.status(chip).left()).isEqualTo(0x1_8000);
  }

  @Test
  void a_slot_takes_one_key_and_another_slot_derives_otherwise() throws Exception {
    refused(
        Reason.NOT_AUTHORIZED,
        () -> SamSession.handIn(chip, authority.load(NUMBER, 1, secret(ENC))));
    SamSession.handIn(chip, authority.load(NUMBER, 8, secret(ENC)));
    SamStatus status = SamSession.status(chip);
    assertThat(status.holds(1)).isTrue();
    assertThat(status.holds(2)).isFalse();
    assertThat(status.holds(8)).isTrue();
    topUp(1, 1);
    try (SamSession sam = paired()) {
      assertThat(sam.derive(8, 1, input(1)))
          .isEqualTo(Diversification.KDF3.derive(secret(ENC), 1, input(1)));
      refused(Reason.NO_KEY, () -> sam.derive(2, 1, input(1)));
    }
  }

  @Test
  void another_card_is_told_from_a_module() {
    VirtualCard other = VirtualCard.blank(org.countersign.simulator.CardKind.LDS);
    other.powerOn();
    refused(
        Reason.OTHER_CARD,
        () -> SamSession.select(c -> ResponseApdu.decode(other.transmit(c.encode()))));
  }
}
