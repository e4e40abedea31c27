package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DriverContext;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.ccid.CcidStation;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.link.GatewayLinks;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.HandRhythm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty blanks, one after the other, through each framing over a pseudo-terminal. */
@Timeout(120)
final class ResidencePermitIT {

  private static final int CARDS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] SELECT_ISD = hex("00A4040008A00000015100000000");
  private static final byte[] GET_CPLC = hex("80CA9F7F00");
  private static final byte[] INITIALIZE_UPDATE = hex("8050300008" + "0102030405060708" + "00");

  @TempDir Path folder;

  static Stream<ReaderModel> readers() {
    return Stream.of(ReaderModel.gemPcTwin(), ReaderModel.acsSerial());
  }

  @ParameterizedTest
  @MethodSource("readers")
  void twenty_blanks_are_read_each_once_and_lie_in_the_tray(ReaderModel model) throws Exception {
    CardTray tray = new CardTray("ccid");
    EmulatedPort port = Pty.open(folder.resolve("reader"));
    Map<String, String> config =
        Map.of(
            "port",
            port.address(),
            "framing",
            model.acs() ? "acs" : "gempc-twin",
            "slot",
            String.valueOf(model.slot()),
            "poll",
            "50000");
    HandRhythm quick =
        new HandRhythm(Duration.ofMillis(60), Duration.ofMillis(60), Duration.ofMillis(200));
    Set<String> chips = new HashSet<>();
    try (CcidStation station =
            CcidStation.start(
                "ccid",
                port,
                model,
                CardSpec.blank(CardKind.LDS),
                CARDS,
                FaultPlan.none(),
                tray,
                quick);
        GatewayLinks links = new GatewayLinks();
        Device device =
            new SerialCcidDriver()
                .open(DriverContext.of("e1", config, event -> {}, links.forDevice("e1")))) {
      ChipContact chip = device.capability(ChipContact.class).orElseThrow();
      for (int i = 0; i < CARDS; i++) {
        assertThat(chip.awaitChip(true, LIMIT)).isTrue();
        chips.add(session(chip));
        chip.powerOff(LIMIT);
        // Not whether the reader is seen empty: a busy machine may look after the next is in it.
        assertThat(tray.take(LIMIT)).isPresent();
      }
      assertThat(station.hand().left()).isZero();
    }
    assertThat(chips).hasSize(CARDS);
  }

  /** What a station asks a blank before it writes; gives the chip's number. */
  private static String session(ChipContact chip) throws Exception {
    ChipConnection connection = chip.powerOn(LIMIT);
    assertThat(connection.protocol()).isEqualTo(ChipConnection.Protocol.T1);
    assertOk(chip.transceive(SELECT_ISD, LIMIT));
    byte[] production = chip.transceive(GET_CPLC, LIMIT);
    assertOk(production);
    for (int i = 0; i < 20; i++) {
      assertOk(chip.transceive(INITIALIZE_UPDATE, LIMIT));
    }
    assertThat(chip.transceive(GET_CPLC, LIMIT)).isEqualTo(production);
    return HexFormat.of().formatHex(production);
  }

  private static void assertOk(byte[] response) {
    assertThat(Arrays.copyOfRange(response, response.length - 2, response.length))
        .isEqualTo(hex("9000"));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
