package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The examples of the SIA OSDP specification, Annex E, as libosdp quotes them in its test
 * test-sc-sia-vectors.c (osdp-dev/libosdp; numbers only).
 */
final class SecureChannelTest {

  private static final byte[] HOST = hex("B0B1B2B3B4B5B6B7");
  private static final byte[] READER = hex("A0A1A2A3A4A5A6A7");
  private static final Aes SCBK_D = BaseKey.ofInstallation().aes();

  private final SessionKeys keys = SessionKeys.of(SCBK_D, HOST);

  @Test
  void session_keys_are_the_specification_s() {
    // AES under each key tells it apart without taking it out.
    assertThat(keys.mac1().encipher(HOST))
        .isEqualTo(new Aes(hex("5E86C676603BDEE2D8BEAFE178637332")).encipher(HOST));
    assertThat(keys.mac2().encipher(HOST))
        .isEqualTo(new Aes(hex("6FDA86E857777E81132035758239172E")).encipher(HOST));
    assertThat(keys.enc().encipher(HOST))
        .isEqualTo(new Aes(hex("BF8DC2A8329ACB8C67C6D0CD9A451682")).encipher(HOST));
  }

  @Test
  void cryptograms_and_the_first_mac_are_the_specification_s() {
    byte[] server = keys.serverCryptogram(HOST, READER);
    assertThat(server).isEqualTo(hex("26D3356E07762D262801FC8E6665A891"));
    assertThat(keys.clientCryptogram(HOST, READER))
        .isEqualTo(hex("FDE5D2F428EC16312471EA3C02BD7796"));
    assertThat(keys.initialMac(server)).isEqualTo(hex("B2A30057EB98BA2229EC1F875662B524"));
  }

  @Test
  void crc_and_checksum_are_the_specification_s() {
    // COMSET to everybody: address 00, 9600 bit/s
    byte[] comset = hex("537F0D00046E0080250000");
    assertThat(Check.crc(comset, comset.length)).isEqualTo(0x386E);
    // ID to reader 00
    byte[] id = hex("53000900046100");
    assertThat(Check.crc(id, id.length)).isEqualTo(0x66C0);
    assertThat(Check.sum(hex("537F0C00006E0080250000"), 11)).isEqualTo(0x0F);
    assertThat(Check.sum(hex("53000800006100"), 7)).isEqualTo(0x44);
  }

  @Test
  void a_plain_packet_is_the_specification_s() {
    assertThat(Packet.plain(0, 0, true, new byte[0], Code.ID, new byte[1]))
        .isEqualTo(hex("53 00 0900 04 61 00 C066".replace(" ", "")));
  }

  @Test
  void a_packet_without_data_has_a_mac_and_one_with_data_is_padded_and_ciphered() {
    SecureChannel channel = new SecureChannel(keys, new byte[16]);
    Packet poll = new Packet(channel.seal(0, 2, true, Code.POLL, new byte[0]));
    assertThat(poll.security()).isEqualTo(0x15);
    assertThat(poll.bytes()).hasSize(SecureChannel.sealedLength(0));

    byte[] sixteen = new byte[16];
    Packet xwr = new Packet(channel.seal(0, 3, true, Code.XWR, sixteen));
    assertThat(xwr.security()).isEqualTo(0x17);
    assertThat(xwr.data()).hasSize(32).isNotEqualTo(Arrays.copyOf(sixteen, 32));
    assertThat(xwr.bytes()).hasSize(SecureChannel.sealedLength(16));
    assertThat(SecureChannel.sealedLength(SecureChannel.capacity(1024))).isLessThanOrEqualTo(1024);
    assertThat(SecureChannel.sealedLength(SecureChannel.capacity(1024) + 1)).isGreaterThan(1024);
  }

  @Test
  void nothing_shows_a_key() {
    assertThat("" + BaseKey.ofInstallation() + SCBK_D + keys).doesNotContain("3031", "[");
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
