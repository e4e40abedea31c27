package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.osdp.Rig.LIMIT;
import static org.countersign.osdp.Rig.chip;

import java.nio.file.Path;
import java.util.HexFormat;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DriverContext;
import org.countersign.emulator.Pty;
import org.countersign.emulator.osdp.OsdpModel;
import org.countersign.emulator.osdp.OsdpStation;
import org.countersign.link.GatewayLinks;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.FaultPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blanks that a hand puts on the reader and takes away: what a gateway meets at the counter. */
@Timeout(120)
final class OsdpStationIT {

  private static final int CARDS = 3;
  private static final byte[] SELECT = HexFormat.of().parseHex("00A4040000");

  @TempDir Path folder;

  @Test
  void blanks_come_one_after_the_other_and_lie_in_the_tray_afterwards() throws Exception {
    CardTray tray = new CardTray("osdp");
    Pty port = Pty.open(folder.resolve("by-id"));
    try (Rig rig = Rig.overTcp(folder, Rig.reader(OsdpModel.ENCODER));
        OsdpStation station =
            OsdpStation.start(
                "osdp",
                port,
                OsdpModel.ENCODER,
                Rig.KEY,
                CardSpec.blank(CardKind.LDS),
                CARDS,
                FaultPlan.none(),
                tray);
        GatewayLinks links = new GatewayLinks()) {
      rig.config.put("port", station.port().address());
      rig.config.put("baud", "9600");
      DriverContext context =
          DriverContext.of("reader", rig.config, rig.events::add, links.forDevice("reader"));
      try (Device device = new OsdpDriver().open(context)) {
        for (int i = 0; i < CARDS; i++) {
          session(chip(device));
          assertThat(tray.take(LIMIT)).as("card %d lies in the tray", i + 1).isPresent();
        }
      }
      assertThat(station.reader().sessions()).isEqualTo(1);
    }
  }

  private static void session(ChipContact chip) throws Exception {
    assertThat(chip.awaitChip(true, LIMIT)).isTrue();
    assertThat(chip.powerOn(LIMIT).answerToReset()).startsWith(0x3B);
    for (int i = 0; i < 10; i++) {
      byte[] response = chip.transceive(SELECT, LIMIT);
      assertThat(response[response.length - 2]).isEqualTo((byte) 0x90);
    }
    chip.powerOff(LIMIT);
  }
}
