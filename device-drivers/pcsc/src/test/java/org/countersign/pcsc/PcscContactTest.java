package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.pcsc.Bench.failure;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcscContactTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final byte[] SELECT = {0x00, (byte) 0xA4, 0x00, 0x00};

  private final FakeWinscard winscard = new FakeWinscard();
  private final PcscSettings settings =
      new PcscSettings("Fake", Optional.empty(), true, OptionalInt.empty());
  private final PcscContact contact = new PcscContact(winscard, settings, new Watchdog());

  @AfterEach
  void close() {
    contact.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SCARD_W_REMOVED_CARD,        CARD_TAKEN,    NONE",
    "SCARD_W_RESET_CARD,          NOT_READY,     NONE",
    "SCARD_E_SHARING_VIOLATION,   NOT_READY,     NONE",
    "SCARD_E_INVALID_HANDLE,      COMMUNICATION, NONE",
    "SCARD_E_READER_UNAVAILABLE,  COMMUNICATION, NONE",
    "SCARD_E_NO_SMARTCARD,        CARD_TAKEN,    UNKNOWN",
    "SCARD_E_NO_SERVICE,          COMMUNICATION, UNKNOWN",
    "SCARD_F_COMM_ERROR,          COMMUNICATION, UNKNOWN",
    "SCARD_E_INSUFFICIENT_BUFFER, HARDWARE,      UNKNOWN",
    "SCARD_F_INTERNAL_ERROR,      COMMUNICATION, UNKNOWN",
  })
  void aFailedExchangeTellsWhatFailedAndWhetherTheChipMayHaveActed(
      ReturnCode code, Fault fault, Effect effect) throws Exception {
    contact.powerOn(LIMIT);
    winscard.failing("SCardTransmit", code);

    DeviceException failure = failure(() -> contact.transceive(SELECT, LIMIT));

    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.effect()).isEqualTo(effect);
    assertThat(failure.vendorCode()).isEqualTo(code.name());
    assertThat(failure).hasMessageContaining(FakeWinscard.READER);
  }

  @Test
  void aBrokenTransmissionWithTheCardGoneIsACardTaken() throws Exception {
    contact.powerOn(LIMIT);
    winscard.failing("SCardTransmit", ReturnCode.SCARD_E_NOT_TRANSACTED);
    winscard.state = 0;

    DeviceException taken = failure(() -> contact.transceive(SELECT, LIMIT));

    assertThat(taken.fault()).isEqualTo(Fault.CARD_TAKEN);
    assertThat(taken.effect()).isEqualTo(Effect.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void aResponseShorterThanAStatusWordIsACardTaken(int length) throws Exception {
    contact.powerOn(LIMIT);
    winscard.responding(new int[length]);

    DeviceException taken = failure(() -> contact.transceive(SELECT, LIMIT));

    assertThat(taken.fault()).isEqualTo(Fault.CARD_TAKEN);
    assertThat(taken.effect()).isEqualTo(Effect.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "SCardConnect,   SCARD_E_NO_SMARTCARD,       CARD_MISSING",
    "SCardConnect,   SCARD_W_UNRESPONSIVE_CARD,  CARD_MUTE",
    "SCardConnect,   SCARD_W_UNPOWERED_CARD,     CARD_MUTE",
    "SCardConnect,   SCARD_E_PROTO_MISMATCH,     CARD_MUTE",
    "SCardConnect,   SCARD_W_SECURITY_VIOLATION, CONFIGURATION",
    "SCardReconnect, SCARD_W_UNRESPONSIVE_CARD,  CARD_MUTE",
    "SCardReconnect, SCARD_W_REMOVED_CARD,       CARD_TAKEN",
  })
  void aFailedPowerOnTellsWhatIsWrongAndLetsTheReaderGo(
      String function, ReturnCode code, Fault fault) {
    winscard.failing(function, code);

    DeviceException failure = failure(() -> contact.powerOn(LIMIT));

    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.effect()).isEqualTo(Effect.NONE);
    if (function.equals("SCardReconnect")) {
      assertThat(winscard.calls).contains("SCardDisconnect");
    }
  }

  @Test
  void aContextOfADeadDaemonIsReplacedWithoutACallerNoticing() throws Exception {
    assertThat(contact.awaitChip(true, Duration.ZERO)).isTrue();
    winscard.failing("SCardGetStatusChange", ReturnCode.SCARD_E_NO_SERVICE);

    assertThat(contact.awaitChip(true, Duration.ZERO)).isTrue();

    assertThat(Collections.frequency(winscard.calls, "SCardEstablishContext")).isEqualTo(2);
    assertThat(Collections.frequency(winscard.calls, "SCardReleaseContext")).isEqualTo(1);
  }

  @Test
  void aFreshContextThatFailsIsNotTriedTwice() {
    winscard.failing("SCardEstablishContext", ReturnCode.SCARD_E_NO_SERVICE);

    DeviceException failure = failure(() -> contact.powerOn(LIMIT));

    assertThat(failure.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(failure).hasMessageContaining("systemctl start pcscd");
    assertThat(winscard.calls).containsOnlyOnce("SCardEstablishContext");
  }

  @Test
  void withoutPowerNothingIsSent() {
    DeviceException refused = failure(() -> contact.transceive(SELECT, LIMIT));

    assertThat(refused.fault()).isEqualTo(Fault.NOT_READY);
    assertThat(refused.effect()).isEqualTo(Effect.NONE);
    assertThat(winscard.sent).isEmpty();
  }

  @Test
  void afterALossNothingIsSentBeforeTheChipIsPoweredAgain() throws Exception {
    contact.powerOn(LIMIT);
    winscard.failing("SCardTransmit", ReturnCode.SCARD_F_COMM_ERROR);
    failure(() -> contact.transceive(SELECT, LIMIT));

    DeviceException refused = failure(() -> contact.transceive(SELECT, LIMIT));
    assertThat(refused.fault()).isEqualTo(Fault.COMMUNICATION);
    assertThat(refused.effect()).isEqualTo(Effect.NONE);
    assertThat(winscard.sent).hasSize(1);

    contact.powerOn(LIMIT);
    assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
  }

  @Test
  void aDeadlineThatIsPastSendsNothingAndKeepsTheChip() throws Exception {
    contact.powerOn(LIMIT);

    DeviceException late = failure(() -> contact.transceive(SELECT, Duration.ZERO));
    assertThat(late.fault()).isEqualTo(Fault.TIMEOUT);
    assertThat(late.effect()).isEqualTo(Effect.NONE);
    assertThat(winscard.sent).isEmpty();

    assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
  }

  @Test
  void bytesThatAreNoCommandAreNotSent() throws Exception {
    contact.powerOn(LIMIT);

    assertThat(failure(() -> contact.transceive(new byte[3], LIMIT)).effect())
        .isEqualTo(Effect.NONE);
    assertThat(failure(() -> contact.transceive(new byte[65_545], LIMIT)).effect())
        .isEqualTo(Effect.NONE);
    assertThat(winscard.sent).isEmpty();
  }

  @Test
  void underT1TheCommandGoesOutAsItIsAndStatusWordsComeBackAsTheyAre() throws Exception {
    contact.powerOn(LIMIT);
    winscard.responding(0x61, 0x10);

    assertThat(contact.transceive(SELECT, LIMIT)).containsExactly(0x61, 0x10);
    assertThat(winscard.sent).containsExactly(SELECT);
  }

  @Test
  void underT0AChipLostAfterTheFirstTpduMayHaveActed() throws Exception {
    winscard.protocol = Winscard.PROTOCOL_T0;
    contact.powerOn(LIMIT);
    winscard.responding(0x61, 0x10);
    winscard.failing("SCardTransmit", ReturnCode.SCARD_W_REMOVED_CARD).afterOne();

    DeviceException taken =
        failure(() -> contact.transceive(new byte[] {0x00, (byte) 0xB0, 0, 0, 0x10}, LIMIT));

    assertThat(taken.fault()).isEqualTo(Fault.CARD_TAKEN);
    assertThat(taken.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(winscard.sent).hasSize(2);
  }

  @Test
  void theReaderTellsItsModelAndItsLongestApdu() throws Exception {
    assertThat(contact.openReader(LIMIT).info().model()).isEqualTo("Acme R1");
    assertThat(contact.openReader(LIMIT).info().firmware()).isEqualTo("1.2.7");

    ChipConnection connection = contact.powerOn(LIMIT);
    assertThat(connection.maxCommandBytes()).isEqualTo(4_096 + 9);
    assertThat(connection.maxResponseBytes()).isEqualTo(4_096 + 2);
  }

  @Test
  void closingTakesThePowerAndReleasesTheContextOnce() throws Exception {
    contact.powerOn(LIMIT);
    contact.close();
    contact.close();

    assertThat(winscard.calls)
        .endsWith("SCardDisconnect", "SCardReleaseContext")
        .doesNotContain("sever");
    DeviceException closed = failure(() -> contact.transceive(SELECT, LIMIT));
    assertThat(closed.fault()).isEqualTo(Fault.CANCELLED);
  }
}
