package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.osdp.CountingCard.answer;
import static org.countersign.osdp.CountingCard.command;
import static org.countersign.osdp.Rig.LIMIT;
import static org.countersign.osdp.Rig.chip;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.emulator.osdp.OsdpHabit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader to which nobody talks. */
@Timeout(60)
final class HeartbeatTest {

  private static final int POLL = 0x60;

  @TempDir Path folder;

  @Test
  void it_is_polled_so_that_card_and_session_stay() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard());
      chip(device).powerOn(LIMIT);
      rig.habit(OsdpHabit.NOISE, POLL, 1);
      rig.reader.habits().awaitStrike(OsdpHabit.NOISE, LIMIT);
      assertThat(chip(device).transceive(command(1, 0), LIMIT)).isEqualTo(answer(1, 0));
      assertThat(rig.reader.sessions()).isEqualTo(1);
    }
  }

  @Test
  void its_loss_is_told_although_nobody_asks() throws Exception {
    try (Rig rig = Rig.overPty(folder);
        Device device = rig.open()) {
      assertThat(device.info().serial()).isEqualTo("17");
      rig.port().unplug();
      DeviceEvent event = rig.events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.kind()).isEqualTo(DeviceEvent.Kind.DEVICE_LOST);
    }
  }
}
