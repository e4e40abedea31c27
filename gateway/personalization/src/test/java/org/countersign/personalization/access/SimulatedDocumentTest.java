package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.util.Random;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.access.ElementaryFileReader.FileName;
import org.countersign.personalization.access.ElementaryFileReader.Length;
import org.countersign.personalization.access.ExternalAuthentication.Algorithm;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.scp03.Mode;
import org.countersign.personalization.scp03.SecureChannel;
import org.countersign.personalization.scp03.SecurityLevel;
import org.countersign.personalization.scp03.SimulatedLds;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BAC, secure messaging and external authentication against the simulated chips. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimulatedDocumentTest {

  private static final MrzKey KEY = MrzKey.of("D23145890734", "340712", "950712");
  private static final Length TLV = new Length.FromTlv();

  private static final TreeMap<Integer, Bytes> FILES = new TreeMap<>();
  private static SimulatedLds document;

  /** One document, personalised over SCP03 in large blocks. */
  @BeforeAll
  static void personalize() throws Exception {
    FILES.put(0x011E, file(0x60, 20));
    FILES.put(0x0101, file(0x61, 93));
    FILES.put(0x010B, file(0x6B, 254)); // a file of 257 bytes: the trap at Le 256
    FILES.put(0x010C, file(0x6C, 252)); // a file of exactly 256 bytes
    FILES.put(0x010D, file(0x6D, 32_000)); // the simulated chip has no larger ones
    FILES.put(0x0102, file(0x75, 15_000));
    FILES.put(0x011D, file(0x77, 1_900));
    document = new SimulatedLds(CardSpec.blank(CardKind.LDS));
    document.select(SimulatedLds.LDS);
    try (SecureChannel channel = channel(SimulatedLds.LDS)) {
      SimulatedLds.load(channel, FILES, accessKeys(), channel.maxDataBytes(2_048));
    }
    document.select(SimulatedLds.ISD);
    try (SecureChannel channel = channel(SimulatedLds.ISD)) {
      SimulatedLds.finish(channel);
    }
  }

  private static SecureChannel channel(Bytes application) throws Exception {
    return document.open(application, Mode.S8, SecurityLevel.C_DEC_R_ENC, CardSpec.testKey(16));
  }

  private static Bytes accessKeys() {
    return Bytes.of(KEY.encryptionKey().toArray()).plus(Bytes.of(KEY.macKey().toArray()));
  }

  private static Bytes file(int tag, int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return Tlv.encode(tag, Bytes.of(content));
  }

  private static SecureMessaging opened() throws Exception {
    document.reset(SimulatedLds.LDS);
    return Bac.open(document, KEY, new SecureRandom());
  }

  @ParameterizedTest
  @ValueSource(ints = {258, 1_000, 2_048, 16_386, 32_000})
  void the_whole_document_is_read_in_blocks_of_any_size(int apdu) throws Exception {
    try (SecureMessaging session = opened()) {
      ElementaryFileReader reader =
          new ElementaryFileReader(session, session.maxResponseDataBytes(apdu));
      for (int fid : FILES.keySet()) {
        assertThat(reader.read(new FileName.Identifier(fid), TLV))
            .as("EF %04X", fid)
            .isEqualTo(FILES.get(fid));
      }
    }
    assertThat(document.card().state().defects()).isEmpty();
  }

  @Test
  void a_portrait_of_15_KB_takes_one_READ_BINARY_where_all_allow_it() throws Exception {
    try (SecureMessaging session = opened()) {
      long before = document.card().state().commands();
      ElementaryFileReader reader =
          new ElementaryFileReader(session, session.maxResponseDataBytes(16_386));
      assertThat(reader.read(new FileName.Identifier(0x0102), TLV)).isEqualTo(FILES.get(0x0102));
      assertThat(document.card().state().commands() - before).as("SELECT, READ").isEqualTo(2);
    }
  }

  @Test
  void files_are_read_by_short_identifier_and_by_known_length() throws Exception {
    try (SecureMessaging session = opened()) {
      ElementaryFileReader reader = new ElementaryFileReader(session, 223);
      for (int fid : FILES.keySet()) {
        Bytes content = FILES.get(fid);
        assertThat(
                reader.read(
                    new FileName.ShortIdentifier(fid & 0x1F), new Length.Fixed(content.size())))
            .as("EF %04X", fid)
            .isEqualTo(content);
      }
    }
  }

  @Test
  void READ_BINARY_with_odd_instruction_is_protected_with_DO_85() throws Exception {
    try (SecureMessaging session = opened()) {
      session.transmit(CommandApdu.of(0x00, 0xA4, 0x02, 0x0C, Bytes.hex("010D")));
      for (int le : new int[] {20, 231, 300, 2_004}) {
        Bytes where = Tlv.encode(0x54, Bytes.hex("7000"));
        Bytes answer = session.transmit(new CommandApdu(0x00, 0xB1, 0x00, 0x00, where, le)).data();
        Bytes content = Tlv.decode(answer).value();
        assertThat(answer.size()).isBetween(le - 1, le);
        assertThat(content).isEqualTo(FILES.get(0x010D).slice(0x7000, 0x7000 + content.size()));
      }
    }
  }

  @Test
  void a_protected_error_leaves_the_session_open() throws Exception {
    try (SecureMessaging session = opened()) {
      ElementaryFileReader reader = new ElementaryFileReader(session, 223);
      FileReadException e =
          catchThrowableOfType(
              FileReadException.class, () -> reader.read(new FileName.Identifier(0x010F), TLV));
      assertThat(e).hasMessageContaining("6A82");
      assertThat(reader.read(new FileName.Identifier(0x011E), TLV)).isEqualTo(FILES.get(0x011E));
    }
  }

  @Test
  void without_BAC_nothing_is_given() {
    document.reset(SimulatedLds.LDS);
    ElementaryFileReader reader = new ElementaryFileReader(document, 223);
    assertThat(
            catchThrowableOfType(
                FileReadException.class, () -> reader.read(new FileName.Identifier(0x0101), TLV)))
        .hasMessageContaining("6982");
  }

  @Test
  void another_persons_data_do_not_open_the_document() {
    document.reset(SimulatedLds.LDS);
    MrzKey other = MrzKey.of("D23145890735", "340712", "950712");
    AccessRefused e =
        catchThrowableOfType(
            AccessRefused.class, () -> Bac.open(document, other, new SecureRandom()));
    assertThat(e).hasMessageContaining("the chip answers");
    assertThat(e.statusWord()).isPresent();
  }

  @Test
  void a_response_is_never_taken_for_another() throws Exception {
    document.reset(SimulatedLds.LDS);
    boolean[] replay = new boolean[1];
    ResponseApdu[] last = new ResponseApdu[1];
    try (SecureMessaging session =
        Bac.open(
            command -> {
              if (!replay[0]) {
                last[0] = document.transmit(command);
              }
              return last[0];
            },
            KEY,
            new SecureRandom())) {
      CommandApdu select = CommandApdu.of(0x00, 0xA4, 0x02, 0x0C, Bytes.hex("011E"));
      assertThat(session.transmit(select).isOk()).isTrue();
      replay[0] = true;
      assertThat(catchThrowableOfType(DeviceException.class, () -> session.transmit(select)))
          .as("the very same answer a second time")
          .hasMessageContaining("its MAC is wrong");
    }
  }

  @Test
  void the_file_card_knows_its_key_and_loses_one_try_on_another() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.FILE);
    card.powerOn();
    ExternalAuthentication good = authentication(card);
    good.authenticate(0x01, Algorithm.AES, Secret.of(CardSpec.testKey(16).toArray()));
    assertThat(card.state().triesLeft()).isEqualTo(5);

    ExternalAuthentication bad = authentication(card);
    Secret wrong = Secret.of(new byte[16]);
    for (int i = 0; i < 10; i++) {
      AccessRefused e =
          catchThrowableOfType(
              AccessRefused.class, () -> bad.authenticate(0x01, Algorithm.AES, wrong));
      assertThat(e.triesLeft().orElse(4)).isEqualTo(4);
    }
    assertThat(card.state().triesLeft()).as("ten calls, one try").isEqualTo(4);
  }

  private static ExternalAuthentication authentication(VirtualCard card) {
    return new ExternalAuthentication(
        command -> ResponseApdu.decode(card.transmit(command.encode())));
  }
}
