package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.access.ElementaryFileReader;
import org.countersign.personalization.access.ElementaryFileReader.FileName;
import org.countersign.personalization.access.ElementaryFileReader.Length;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SCP03 against the simulated chip, whose side of the protocol is written by other hands. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SimulatedChipTest {

  /** GET STATUS of the LDS application, tagged form (GP Card Specification 2.3.1, 11.4). */
  private static final CommandApdu GET_STATUS =
      new CommandApdu(0x80, 0xF2, 0x40, 0x02, Tlv.encode(0x4F, SimulatedLds.LDS), 256);

  static Stream<Arguments> everything() {
    return IntStream.of(16, 24, 32)
        .boxed()
        .flatMap(size ->
            Stream.of(Mode.values())
                .flatMap(mode ->
                    Stream.of(SecurityLevel.values())
                        .map(level -> Arguments.of(size, mode, level))));
  }

  private static CardSpec spec(int keySize, Mode mode) {
    CardSpec spec = CardSpec.blank(CardKind.LDS).withKeySize(keySize);
    return mode == Mode.S16 ? spec.withS16() : spec;
  }

  private static void assertClean(SimulatedLds chip) {
    assertThat(chip.card().state().defects()).isEmpty();
    assertThat(chip.card().state().triesLeft()).isEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void a_channel_carries_every_case_of_command_and_outlives_errors(
      int keySize, Mode mode, SecurityLevel level) throws Exception {
    SimulatedLds chip = new SimulatedLds(spec(keySize, mode));
    chip.select(SimulatedLds.ISD);
    try (SecureChannel channel =
        chip.open(SimulatedLds.ISD, mode, level, CardSpec.testKey(keySize))) {
      for (int i = 0; i < 20; i++) {
        Tlv status = Tlv.decode(channel.transmit(GET_STATUS).data());
        assertThat(status.tag()).isEqualTo(0xE3);
        assertThat(status.child(0x4F).orElseThrow().value()).isEqualTo(SimulatedLds.LDS);
        ResponseApdu cplc = channel.transmit(CommandApdu.of(0x80, 0xCA, 0x9F, 0x7F, 256));
        assertThat(cplc.data().size()).as("CPLC, no command data").isEqualTo(45);
        assertThat(channel.transmit(CommandApdu.of(0x80, 0xCA, 0x12, 0x34, 256)).isOk())
            .as("an error comes through")
            .isFalse();
        assertThat(channel.transmit(CommandApdu.of(0x80, 0xEE, 0, 0)).sw().value())
            .as("neither data nor Le")
            .isEqualTo(0x6D00);
      }
    }
    assertClean(chip);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void files_are_loaded_and_read_back(int keySize, Mode mode, SecurityLevel level)
      throws Exception {
    for (int apdu : new int[] {261, 4_096}) {
      SimulatedLds chip = new SimulatedLds(spec(keySize, mode));
      chip.select(SimulatedLds.LDS);
      TreeMap<Integer, Bytes> files = files();
      try (SecureChannel channel =
          chip.open(SimulatedLds.LDS, mode, level, CardSpec.testKey(keySize))) {
        SimulatedLds.load(channel, files, Bytes.of(new byte[32]), channel.maxDataBytes(apdu));
        ElementaryFileReader reader =
            new ElementaryFileReader(channel, channel.maxResponseDataBytes(apdu));
        for (int fid : files.keySet()) {
          assertThat(reader.read(new FileName.Identifier(fid), new Length.FromTlv()))
              .as("EF %04X in APDUs of %d", fid, apdu)
              .isEqualTo(files.get(fid));
        }
      }
      assertClean(chip);
    }
  }

  private static TreeMap<Integer, Bytes> files() {
    TreeMap<Integer, Bytes> files = new TreeMap<>();
    files.put(0x011E, file(0x60, 20));
    files.put(0x0101, file(0x61, 93));
    files.put(0x0102, file(0x75, 5_000));
    files.put(0x011D, file(0x77, 1_900));
    return files;
  }

  private static Bytes file(int tag, int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return Tlv.encode(tag, Bytes.of(content));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void a_key_set_is_replaced_by_another_of_the_same_size(
      int keySize, Mode mode, SecurityLevel level) throws Exception {
    SimulatedLds chip = new SimulatedLds(spec(keySize, mode));
    chip.select(SimulatedLds.ISD);
    Bytes next = Bytes.of(new byte[keySize]);
    for (PutKeyData.KeyField form : PutKeyData.KeyField.values()) {
      Bytes now = form.ordinal() == 0 ? CardSpec.testKey(keySize) : next;
      Secret secret = Secret.of(next.toArray());
      try (SecureChannel channel = chip.open(SimulatedLds.ISD, mode, level, now)) {
        int replaced = channel.keyInformation().keyVersion();
        PutKeyData put =
            PutKeyData.of(channel, replaced + 1, new StaticKeys(secret, secret, secret), form);
        assertThat(put.confirmedBy(channel.transmit(put.command(replaced)))).isTrue();
      }
      assertThat(chip.card().state().keyVersion()).isEqualTo(0x31 + form.ordinal());
    }
    CardCryptogramMismatch e =
        catchThrowableOfType(
            CardCryptogramMismatch.class,
            () -> chip.open(SimulatedLds.ISD, mode, level, CardSpec.testKey(keySize)));
    assertThat(e).as("the old keys are gone").isNotNull();
    assertClean(chip);
  }

  @Test
  void keys_are_diversified_as_the_chip_has_them() throws Exception {
    SimulatedLds chip =
        new SimulatedLds(
            CardSpec.blank(CardKind.LDS).withKeySize(32).withMasterKey(CardSpec.testKey(32), true));
    chip.select(SimulatedLds.ISD);
    Handshake handshake = Scp03.initialize(chip, 0x30, Mode.S8, new SecureRandom());
    assertThat(handshake.diversificationData().toHex()).isEqualToIgnoringCase(chip.card().chipId());
    try (MasterKeys masters =
            new MasterKeys(Map.of("transport", Secret.of(CardSpec.testKey(32).toArray())));
        StaticKeys keys =
            StaticKeys.from(
                masters, "transport", Diversification.KDF3, handshake.diversificationData());
        SecureChannel channel =
            handshake.verify(keys, SimulatedLds.ISD).authenticate(SecurityLevel.C_DEC_R_ENC)) {
      assertThat(channel.transmit(GET_STATUS).isOk()).isTrue();
    }
    assertClean(chip);
  }

  @Test
  void a_hundred_wrong_keys_cost_no_try() throws Exception {
    SimulatedLds chip = new SimulatedLds(spec(16, Mode.S8));
    chip.select(SimulatedLds.ISD);
    for (int i = 0; i < 100; i++) {
      Bytes wrong = Bytes.of(new byte[15]).plus(Bytes.of(i));
      assertThat(
              catchThrowableOfType(
                  CardCryptogramMismatch.class,
                  () -> chip.open(SimulatedLds.ISD, Mode.S8, SecurityLevel.C_MAC, wrong)))
          .isNotNull();
    }
    assertClean(chip);
  }

  @Test
  void the_other_mode_is_refused_and_costs_no_try() {
    SimulatedLds chip = new SimulatedLds(spec(16, Mode.S8));
    chip.select(SimulatedLds.ISD);
    SecureChannelException e =
        catchThrowableOfType(
            SecureChannelException.class,
            () -> Scp03.initialize(chip, 0, Mode.S16, new SecureRandom()));
    assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.INITIALIZE_REFUSED);
    assertThat(e).hasMessageContaining("in S16 mode").hasMessageContaining("6700");
    assertClean(chip);
  }

  @Test
  void a_command_changed_on_its_way_ends_the_chip_s_side() throws Exception {
    SimulatedLds chip = new SimulatedLds(spec(16, Mode.S8));
    chip.select(SimulatedLds.ISD);
    Secret key = Secret.of(CardSpec.testKey(16).toArray());
    boolean[] meddle = new boolean[1];
    SecureChannel channel =
        Scp03.initialize(
                command ->
                    chip.transmit(
                        meddle[0]
                            ? new CommandApdu(
                                command.cla(),
                                command.ins(),
                                command.p1(),
                                command.p2() ^ 0x02,
                                command.data(),
                                command.le())
                            : command),
                0,
                Mode.S8,
                new SecureRandom())
            .verify(new StaticKeys(key, key, key))
            .authenticate(SecurityLevel.C_DEC_R_ENC);
    meddle[0] = true;
    assertThat(channel.transmit(GET_STATUS).sw().value()).isEqualTo(0x6982);
    meddle[0] = false;
    assertThat(channel.transmit(GET_STATUS).isOk()).isFalse();
    assertClean(chip);
  }
}
