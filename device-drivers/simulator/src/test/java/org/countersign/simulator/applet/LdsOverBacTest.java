package org.countersign.simulator.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import net.sf.scuba.smartcards.CardServiceException;
import org.countersign.apdu.Bytes;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.jmrtd.BACKey;
import org.jmrtd.PassportService;
import org.jmrtd.lds.icao.COMFile;
import org.jmrtd.lds.icao.DG1File;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A personalised card as JMRTD, an inspection system that is not ours, reads it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LdsOverBacTest {

  private static final int LARGE = 36_000;

  @ParameterizedTest
  @CsvSource({
    "16, false, 0x33, 200, 15085",
    "24, true, 0x13, 1000, 15085",
    "32, false, 0x01, 223, 15085",
    "32, true, 0x33, 4000, 36000",
    "16, false, 0x11, 15000, 15085"
  })
  void jmrtd_reads_over_bac_what_scp03_wrote(
      int keySize, boolean sixteen, int level, int block, int portrait) throws Exception {
    CardSpec spec = CardSpec.blank(CardKind.LDS).withKeySize(keySize);
    VirtualCard card = VirtualCard.make(sixteen ? spec.withS16() : spec);
    LdsDocument document = personalized(card, level, block, portrait);

    PassportService passport = JmrtdReader.open(card, 224);
    passport.doBAC(key());

    DG1File dg1 = new DG1File(passport.getInputStream(PassportService.EF_DG1));
    assertThat(dg1.getMRZInfo().getSecondaryIdentifier()).startsWith("ANNA MARIA");
    assertThat(new COMFile(passport.getInputStream(PassportService.EF_COM)).getTagList())
        .containsExactly(0x61, 0x75);
    for (int fid : document.files().keySet()) {
      assertThat(read(passport, fid)).isEqualTo(document.files().get(fid));
    }
    assertThat(card.state().defects()).isEmpty();
  }

  @Test
  void jmrtd_reads_with_extended_length_too() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    LdsDocument document = personalized(card, 0x33, 4000, LARGE);

    PassportService passport = JmrtdReader.open(card, 4000);
    passport.doBAC(key());

    assertThat(read(passport, 0x0102)).isEqualTo(document.files().get(0x0102));
    assertThat(card.state().defects()).isEmpty();
  }

  @Test
  void another_document_number_opens_nothing() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    personalized(card, 0x33, 200, 300);

    PassportService passport = JmrtdReader.open(card, 224);

    assertThatThrownBy(
            () -> passport.doBAC(new BACKey("L898902D<", LdsDocument.BIRTH, LdsDocument.EXPIRY)))
        .isInstanceOf(CardServiceException.class);
    CardHost host = new CardHost(card);
    assertThat(host.sw("00B0000010")).isEqualTo("6982");
  }

  @Test
  void nothing_is_read_or_selected_in_clear() {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    personalized(card, 0x33, 200, 300);
    CardHost host = new CardHost(card);
    host.select(CardHost.LDS);

    assertThat(host.sw("00A4020C020101")).isEqualTo("6982");
    assertThat(host.sw("00B0810000")).isEqualTo("6982");
    assertThat(host.sw("00B10101045402000000")).isEqualTo("6982");
    assertThat(host.sw("0CB000000D9701048E08ED6705417E96BA5500")).isEqualTo("6982");
  }

  @Test
  void a_locked_application_takes_no_scp03_and_no_data() {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    personalized(card, 0x33, 200, 300);
    CardHost host = new CardHost(card);
    host.select(CardHost.LDS);

    assertThat(host.sw("8050000008000102030405060700")).isEqualTo("6985");
    assertThat(host.sw("80E2880003010100")).isEqualTo("6985");
    assertThat(card.state().lifeCycle()).isEqualTo("PERSONALIZED");
  }

  @Test
  void a_wrong_mac_ends_secure_messaging() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    personalized(card, 0x33, 200, 300);
    PassportService passport = JmrtdReader.open(card, 224);
    passport.doBAC(key());
    CardHost host = new CardHost(card);

    assertThat(host.sw("0CB000000D9701048E08ED6705417E96BA5500")).isEqualTo("6988");
    assertThatThrownBy(() -> read(passport, 0x0101)).isInstanceOf(Exception.class);
    assertThat(host.sw("0CB00000039701048E")).isEqualTo("6982");
  }

  @Test
  void secure_messaging_without_a_mac_is_refused() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    personalized(card, 0x33, 200, 300);
    JmrtdReader.open(card, 224).doBAC(key());

    assertThat(new CardHost(card).sw("0CB000000397010400")).isEqualTo("6987");
  }

  @Test
  void bac_is_gone_after_the_power_was() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    personalized(card, 0x33, 200, 300);
    JmrtdReader.open(card, 224).doBAC(key());
    card.powerOff();
    card.powerOn();

    assertThat(new CardHost(card).sw("0CB000000D9701048E08ED6705417E96BA5500")).isEqualTo("6982");
    assertThat(card.state().lifeCycle()).isEqualTo("PERSONALIZED");
  }

  private static LdsDocument personalized(VirtualCard card, int level, int block, int portrait) {
    card.powerOn();
    LdsDocument document = new LdsDocument(portrait);
    document.personalize(Scp03Host.transport(card), level, block);
    card.powerOff();
    card.powerOn();
    return document;
  }

  private static BACKey key() {
    return new BACKey(LdsDocument.NUMBER, LdsDocument.BIRTH, LdsDocument.EXPIRY);
  }

  private static Bytes read(PassportService passport, int fid) throws Exception {
    try (InputStream in = passport.getInputStream((short) fid)) {
      return Bytes.of(in.readAllBytes());
    }
  }
}
