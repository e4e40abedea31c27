package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.pcsc.Bench.LIMIT;
import static org.countersign.pcsc.Bench.SELECT;
import static org.countersign.pcsc.Bench.contact;
import static org.countersign.pcsc.Bench.failure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipConnection.Protocol;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.testbed.PrivatePcscd.ClientOutcome;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PcscExchangeIT {

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
  }

  @Test
  void aPoweredChipTellsItsAtrProtocolAndLimits() throws Exception {
    try (Bench bench = new Bench(1)) {
      TestCard card = TestCard.answering(TestCard.OK);
      bench.insert(0, card);
      ChipContact contact = contact(bench.open(0));
      assertThat(contact.awaitChip(true, LIMIT)).isTrue();

      ChipConnection connection = contact.powerOn(LIMIT);

      assertThat(connection.answerToReset()).isEqualTo(TestCard.ATR_T1);
      assertThat(connection.protocol()).isEqualTo(Protocol.T1);
      assertThat(connection.maxCommandBytes()).isEqualTo(65_544);
      assertThat(connection.maxResponseBytes()).isEqualTo(65_538);
    }
  }

  @Test
  void powerOnIsAColdResetAlsoOfAChipThatHasPower() throws Exception {
    try (Bench bench = new Bench(1)) {
      TestCard card = TestCard.answering(TestCard.OK);
      bench.insert(0, card);
      ChipContact contact = bench.powered(0);
      int before = card.powerOns.get();

      contact.powerOn(LIMIT);

      assertThat(card.powerOns.get()).isEqualTo(before + 1);
    }
  }

  @Test
  void aResponseOf65280BytesArrivesWhole() throws Exception {
    byte[] response = new byte[65_282];
    Arrays.fill(response, 0, 65_280, (byte) 0xA5);
    response[65_280] = (byte) 0x90;
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.answering(response));

      assertThat(bench.powered(0).transceive(SELECT, LIMIT)).isEqualTo(response);
    }
  }

  @Test
  void aCommandOf65535BytesArrivesWhole() throws Exception {
    byte[] command = new byte[65_535]; // the most that vpcd's length field holds
    command[5] = (byte) (65_528 >> 8); // Lc, extended
    command[6] = (byte) 65_528;
    Arrays.fill(command, 7, command.length, (byte) 0x5A);
    List<byte[]> received = new ArrayList<>();
    try (Bench bench = new Bench(1)) {
      bench.insert(
          0,
          TestCard.scripted(c -> {
            received.add(c);
            return TestCard.OK;
          }));

      assertThat(bench.powered(0).transceive(command, LIMIT)).isEqualTo(TestCard.OK);
    }
    assertThat(received).singleElement().isEqualTo(command);
  }

  @Test
  void aT0ChipIsTalkedToInTpdus() throws Exception {
    List<Integer> lengths = new ArrayList<>();
    TestCard card =
        new TestCard(
            TestCard.ATR_T0,
            tpdu -> {
              lengths.add(tpdu.length);
              return tpdu[1] == (byte) 0xC0 // GET RESPONSE
                  ? new byte[] {0x01, 0x02, (byte) 0x90, 0x00}
                  : new byte[] {0x61, 0x02};
            });
    byte[] case4 = {0x00, (byte) 0xA4, 0x04, 0x00, 0x01, (byte) 0xA0, 0x00};
    try (Bench bench = new Bench(1)) {
      bench.insert(0, card);
      ChipContact contact = contact(bench.open(0));
      assertThat(contact.awaitChip(true, LIMIT)).isTrue();
      assertThat(contact.powerOn(LIMIT).protocol()).isEqualTo(Protocol.T0);

      assertThat(contact.transceive(case4, LIMIT)).containsExactly(0x01, 0x02, 0x90, 0x00);
    }
    assertThat(lengths).containsExactly(6, 5);
  }

  /** Nobody gets past the barrier unless eight exchanges are under way at one time. */
  @Test
  void eightReadersWorkAtOneTime() throws Exception {
    CyclicBarrier together = new CyclicBarrier(8);
    try (Bench bench = new Bench(8);
        ExecutorService lanes = Executors.newFixedThreadPool(8)) {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int reader = 0; reader < 8; reader++) {
        int mine = reader;
        bench.insert(reader, TestCard.scripted(c -> answerTogether(together)));
        results.add(
            lanes.submit(() -> {
              ChipContact contact = bench.powered(mine);
              contact.transceive(SELECT, LIMIT);
              return contact.transceive(SELECT, LIMIT);
            }));
      }
      for (Future<byte[]> result : results) {
        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(TestCard.OK);
      }
    }
  }

  private static byte[] answerTogether(CyclicBarrier together) {
    try {
      together.await(20, TimeUnit.SECONDS);
      return TestCard.OK;
    } catch (Exception e) {
      throw new IllegalStateException("the readers do not work at one time", e);
    }
  }

  @Test
  void anotherProgramIsRefusedTheReaderForAsLongAsAChipIsPowered() throws Exception {
    try (Bench bench = new Bench(1)) {
      TestCard card = TestCard.answering(TestCard.OK);
      bench.insert(0, card);
      ChipContact contact = bench.powered(0);
      List<String> other =
          List.of("opensc-tool", "-r", bench.pcscd.readerNames().get(0), "-s", "00A40000");

      ClientOutcome refused = bench.pcscd.runClient(other);
      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.output()).contains("Reader in use by another application");
      assertThat(card.commands).hasValue(0);

      contact.powerOff(LIMIT);
      assertThat(bench.pcscd.runClient(other).exitCode()).isZero();
    }
  }

  @Test
  void inSharedModeTheSecondWaitsForTheFirst() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.answering(TestCard.OK));
      ChipContact first = contact(bench.open(0, Map.of("share", "shared")));
      ChipContact second = contact(bench.open(0, Map.of("share", "shared")));
      assertThat(first.awaitChip(true, LIMIT)).isTrue();
      first.powerOn(LIMIT);

      DeviceException waiting = failure(() -> second.powerOn(Duration.ofMillis(300)));
      assertThat(waiting.fault()).isEqualTo(Fault.NOT_READY);
      assertThat(waiting.effect()).isEqualTo(Effect.NONE);

      first.powerOff(LIMIT);
      second.powerOn(LIMIT);
      assertThat(second.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
    }
  }

  @Test
  void aReaderHeldByAnotherIsNotReady() throws Exception {
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.answering(TestCard.OK));
      ChipContact holder = bench.powered(0);
      ChipContact late = contact(bench.open(0));

      DeviceException refused = failure(() -> late.powerOn(LIMIT));

      assertThat(refused.fault()).isEqualTo(Fault.NOT_READY);
      assertThat(refused.vendorCode()).isEqualTo("SCARD_E_SHARING_VIOLATION");
      assertThat(holder.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
    }
  }

  @Test
  void anExchangePastItsDeadlineReturnsAndTheReaderRecovers() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (Bench bench = new Bench(1)) {
      bench.insert(0, TestCard.holding(asked, mayAnswer));
      ChipContact contact = bench.powered(0);

      DeviceException late = failure(() -> contact.transceive(SELECT, Duration.ofMillis(200)));
      assertThat(late.fault()).isEqualTo(Fault.TIMEOUT);
      assertThat(late.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(asked.getCount()).isZero();

      mayAnswer.countDown();
      contact.powerOn(LIMIT);
      assertThat(contact.transceive(SELECT, LIMIT)).isEqualTo(TestCard.OK);
    }
  }

  @Test
  void closingTheDeviceEndsAnExchangeUnderWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (Bench bench = new Bench(1);
        ExecutorService lane = Executors.newSingleThreadExecutor()) {
      bench.insert(0, TestCard.holding(asked, mayAnswer));
      Device device = bench.open(0);
      ChipContact contact = contact(device);
      assertThat(contact.awaitChip(true, LIMIT)).isTrue();
      contact.powerOn(LIMIT);
      Future<DeviceException> exchange =
          lane.submit(() -> failure(() -> contact.transceive(SELECT, Duration.ofMinutes(1))));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      device.close();

      DeviceException cancelled = exchange.get(2, TimeUnit.SECONDS);
      assertThat(cancelled.fault()).isEqualTo(Fault.CANCELLED);
      assertThat(cancelled.effect()).isEqualTo(Effect.UNKNOWN);
      mayAnswer.countDown();
    }
  }

  @Test
  void anInterruptEndsAnExchangeUnderWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (Bench bench = new Bench(1);
        ExecutorService lane = Executors.newSingleThreadExecutor()) {
      bench.insert(0, TestCard.holding(asked, mayAnswer));
      ChipContact contact = bench.powered(0);
      Thread[] thread = new Thread[1];
      Future<DeviceException> exchange =
          lane.submit(() -> {
            thread[0] = Thread.currentThread();
            return failure(() -> contact.transceive(SELECT, Duration.ofMinutes(1)));
          });
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      thread[0].interrupt();

      assertThat(exchange.get(2, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
      mayAnswer.countDown();
    }
  }
}
