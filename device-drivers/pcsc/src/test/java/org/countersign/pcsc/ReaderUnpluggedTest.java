package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.pcsc.Bench.failure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvent.Kind;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A reader leaves a pcscd that goes on running, and returns. vpcd's readers cannot do that: it
 * knows no removal, and Debian's pcscd removes readers on USB events only.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReaderUnpluggedTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final byte[] SELECT = {0x00, (byte) 0xA4, 0x00, 0x00};

  private final PluggableWinscard winscard = new PluggableWinscard();
  private final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
  private PcscDevice device;
  private ChipContact contact;

  @BeforeEach
  void open() throws Exception {
    device = openDevice();
    contact = device.capability(ChipContact.class).orElseThrow();
    winscard.awaitWaiting(1);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private PcscDevice openDevice() throws DeviceException {
    PcscSettings settings =
        new PcscSettings("Cable Reader", Optional.empty(), true, OptionalInt.empty());
    return PcscDevice.open(winscard, settings, DriverContext.of("d", Map.of(), events::add));
  }

  private DeviceEvent next(Kind kind) throws InterruptedException {
    DeviceEvent event = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(event).as("an event within %s", LIMIT).isNotNull();
    assertThat(event.kind()).isEqualTo(kind);
    return event;
  }

  @Test
  void itIsToldAtOnceWithWhatToDo() throws Exception {
    winscard.unplug();

    DeviceEvent lost = next(Kind.DEVICE_LOST);
    assertThat(lost.detail()).contains("Cable Reader").contains("plug it in again");
  }

  @Test
  void everyCallSaysWhichReaderIsMissingAndWhichAreThere() throws Exception {
    winscard.unplug();

    DeviceException waiting = failure(() -> contact.awaitChip(true, LIMIT));
    DeviceException powering = failure(() -> contact.powerOn(LIMIT));
    DeviceException opening = failure(this::openDevice);

    for (DeviceException missing : new DeviceException[] {waiting, powering, opening}) {
      assertThat(missing.fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(missing.effect()).isEqualTo(Effect.NONE);
      assertThat(missing)
          .hasMessageContaining("no reader is called \"Cable Reader\"")
          .hasMessageContaining(PluggableWinscard.OTHER)
          .hasMessageContaining("Plug it in");
    }
  }

  @Test
  void aWaitForACardEndsWhenItsReaderGoes() throws Exception {
    CompletableFuture<DeviceException> wait =
        CompletableFuture.supplyAsync(
            () -> failure(() -> contact.awaitChip(true, Duration.ofHours(1))));
    winscard.awaitWaiting(2);

    winscard.unplug();

    assertThat(wait.get(LIMIT.toSeconds(), TimeUnit.SECONDS).fault())
        .isEqualTo(Fault.COMMUNICATION);
  }

  @Test
  void inTheMiddleOfAnExchangeNobodyKnowsWhatTheChipDid() throws Exception {
    winscard.insertCard();
    next(Kind.CARD_INSERTED);
    contact.powerOn(LIMIT);
    winscard.unplugAtNextExchange();

    DeviceException lost = failure(() -> contact.transceive(SELECT, LIMIT));
    assertThat(lost.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);

    DeviceException after = failure(() -> contact.transceive(SELECT, LIMIT));
    assertThat(after.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(after.effect()).isEqualTo(Effect.NONE);
  }

  @Test
  void itServesAgainWhenItReturnsAndTheNextLossIsToldToo() throws Exception {
    for (int time = 1; time <= 3; time++) {
      winscard.unplug();
      next(Kind.DEVICE_LOST);
      assertThat(failure(() -> contact.powerOn(LIMIT)).fault()).isEqualTo(Fault.COMMUNICATION);

      winscard.insertCard();
      winscard.plugIn();
      next(Kind.CARD_INSERTED);

      assertThat(contact.awaitChip(true, LIMIT)).as("time %d", time).isTrue();
      contact.powerOn(LIMIT);
      assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
      contact.powerOff(LIMIT);
    }
    assertThat(events).isEmpty();
  }
}
