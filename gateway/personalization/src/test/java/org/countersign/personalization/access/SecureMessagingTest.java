package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.keys.Secret;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes and forms of protected APDUs (ICAO 9303-11, 9.8.4; ISO/IEC 7816-4, 10.2). */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecureMessagingTest {

  private static SecureMessaging session(Chip chip) {
    Secret key = Secret.of(Bytes.hex("0123456789ABCDEFFEDCBA9876543210").toArray());
    return new SecureMessaging(chip, key, key, new byte[8]);
  }

  private static byte[] wire(CommandApdu command) throws Exception {
    byte[][] sent = new byte[1][];
    session(
            c -> {
              sent[0] = c.encode();
              return ResponseApdu.of(0x6988);
            })
        .transmit(command);
    return sent[0];
  }

  /** Bytes of a protected response with that many plain ones, status word counted. */
  private static int responseSize(int plain) {
    int cryptogram = (plain / 8 + 1) * 8;
    return Tlv.headerSize(0x87, cryptogram + 1) + 1 + cryptogram + 4 + 10 + 2;
  }

  @Test
  void the_largest_Le_fills_the_response_and_one_byte_more_does_not_fit() {
    SecureMessaging session = session(c -> ResponseApdu.of(0x9000));
    for (int max = 27; max < 5_000; max++) {
      int most = session.maxResponseDataBytes(max);
      assertThat(responseSize(most)).as("%d of %d", most, max).isLessThanOrEqualTo(max);
      assertThat(responseSize(most + 1)).as("one more than %d", most).isGreaterThan(max);
    }
    assertThat(session.maxResponseDataBytes(258)).as("the short form").isEqualTo(231);
    assertThat(session.maxResponseDataBytes(20)).isZero();
  }

  @Test
  void the_largest_data_fit_the_command() throws Exception {
    SecureMessaging session = session(c -> ResponseApdu.of(0x9000));
    for (int max : new int[] {60, 200, 260, 261, 262, 300, 2_048, 65_544}) {
      int most = session.maxDataBytes(max);
      byte[] wire = wire(CommandApdu.of(0x00, 0xD6, 0x00, 0x00, Bytes.of(new byte[most])));
      assertThat(wire.length).as("%d for %d", most, max).isLessThanOrEqualTo(max);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4,    970104,   00", // short: all fits 256 bytes
    "231,  9701E7,   00",
    "232,  9701E8,   0000", // the protected response has 257 bytes
    "255,  9701FF,   0000",
    "256,  970100,   00", // what the short form carries
    "257,  97020101, 0000",
    "65536, 97020000, 0000",
  })
  void the_form_follows_the_size_of_the_response(int le, String object, String wireLe)
      throws Exception {
    String wire = Bytes.of(wire(CommandApdu.of(0x00, 0xB0, 0x00, 0x00, le))).toHex();
    int objects = object.length() / 2 + 10;
    String lc = wireLe.length() == 2 ? "%02X".formatted(objects) : "00%04X".formatted(objects);
    assertThat(wire).startsWith("0CB00000" + lc + object + "8E08").endsWith(wireLe);
  }

  @Test
  void a_command_without_data_and_Le_carries_its_MAC_alone() throws Exception {
    assertThat(Bytes.of(wire(CommandApdu.of(0x00, 0x44, 0x00, 0x00))).toHex())
        .startsWith("0C4400000A8E08");
  }
}
