package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.countersign.osdp.Rig.LIMIT;
import static org.countersign.osdp.Rig.firmware;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.FirmwareTarget;
import org.countersign.driver.FirmwareTarget.Progress;
import org.countersign.emulator.osdp.OsdpHabit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Firmware, and that no wrong image is ever taken for a right one. */
@Timeout(60)
final class FileTransferTest {

  private static final int FILETRANSFER = 0x7C;
  private static final byte[] IMAGE = new byte[64 * 1024];

  static {
    new Random(7).nextBytes(IMAGE);
  }

  @TempDir Path folder;
  private Rig rig;
  private Device device;
  private FirmwareTarget target;

  @BeforeEach
  void open() throws Exception {
    rig = Rig.overTcp(folder);
    device = rig.open();
    target = firmware(device);
  }

  @AfterEach
  void close() {
    device.close();
    rig.close();
  }

  private void sendUntil(int end) throws DeviceException {
    long at = target.status(LIMIT).heldBytes();
    while (at < end) {
      int to = (int) Math.min(end, at + target.abilities().maxFragmentBytes());
      at = target.write(at, Arrays.copyOfRange(IMAGE, (int) at, to), LIMIT).heldBytes();
    }
  }

  @Test
  void an_image_arrives_whole_although_replies_are_lost() throws Exception {
    target.begin(IMAGE.length, LIMIT);
    for (int part = 1; part <= 8; part++) {
      rig.habit(OsdpHabit.NO_REPLY, FILETRANSFER, 1);
      sendUntil(IMAGE.length / 8 * part);
    }
    assertThat(target.status(LIMIT).progress()).isEqualTo(Progress.RECEIVED);
    target.activate(LIMIT);
    assertThat(rig.reader.file()).isEqualTo(IMAGE);
  }

  @Test
  void a_session_lost_before_a_fragment_goes_on_at_the_next_offset() throws Exception {
    target.begin(IMAGE.length, LIMIT);
    sendUntil(10_000);
    rig.habit(OsdpHabit.FORGETS_SESSION, FILETRANSFER, 1);
    DeviceException lost = catchThrowableOfType(DeviceException.class, () -> sendUntil(20_000));
    assertThat(lost.effect()).isEqualTo(Effect.NONE);
    assertThat(target.status(LIMIT))
        .isEqualTo(new FirmwareTarget.Status(Progress.RECEIVING, 10_000));
    sendUntil(IMAGE.length);
    assertThat(rig.reader.file()).isEqualTo(IMAGE);
  }

  @Test
  void a_fragment_in_doubt_ends_the_transfer_and_a_new_one_begins_behind_an_abort()
      throws Exception {
    target.begin(IMAGE.length, LIMIT);
    sendUntil(10_000);
    rig.habit(OsdpHabit.RESTARTS_AFTER, FILETRANSFER, 1);
    DeviceException lost = catchThrowableOfType(DeviceException.class, () -> sendUntil(20_000));
    assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(target.status(LIMIT).progress()).isEqualTo(Progress.FAILED);
    assertThat(catchThrowableOfType(DeviceException.class, () -> sendUntil(20_000)))
        .hasMessageContaining("FAILED");

    target.begin(IMAGE.length, LIMIT);
    sendUntil(IMAGE.length);
    assertThat(rig.reader.file()).isEqualTo(IMAGE);
  }

  @Test
  void a_gap_is_refused_before_it_is_sent() throws Exception {
    target.begin(IMAGE.length, LIMIT);
    sendUntil(1_000);
    DeviceException gap =
        catchThrowableOfType(DeviceException.class, () -> target.write(2_000, new byte[10], LIMIT));
    assertThat(gap.effect()).isEqualTo(Effect.NONE);
    assertThat(gap).hasMessageContaining("holds 1000 bytes");
  }

  @Test
  void a_transfer_that_another_run_of_the_gateway_left_is_dropped_first() throws Exception {
    target.begin(IMAGE.length, LIMIT);
    sendUntil(5_000);
    device.close();
    device = rig.open();
    target = firmware(device);
    assertThat(target.status(LIMIT).progress()).isEqualTo(Progress.IDLE);
    target.begin(IMAGE.length, LIMIT);
    sendUntil(IMAGE.length);
    assertThat(rig.reader.file()).isEqualTo(IMAGE);
  }
}
