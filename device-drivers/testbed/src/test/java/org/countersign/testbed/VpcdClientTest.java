package org.countersign.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class VpcdClientTest {

  private final EchoCard card = new EchoCard();
  private ServerSocket vpcd;
  private VpcdClient client;

  @BeforeEach
  void listen() throws IOException {
    vpcd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    client = VpcdClient.inserted(vpcd.getLocalPort(), card);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    vpcd.close();
  }

  @Test
  void theAtrIsSentWhenItIsAskedFor() throws IOException {
    try (Socket slot = vpcd.accept()) {
      send(slot, new byte[] {4}); // control: get ATR
      assertThat(receive(slot)).containsExactly(EchoCard.ATR);
    }
  }

  @Test
  void controlsOfOneByteSwitchThePowerAndAreNotAnswered() throws IOException {
    try (Socket slot = vpcd.accept()) {
      send(slot, new byte[] {1}); // on
      send(slot, new byte[] {2}); // reset
      send(slot, new byte[] {0}); // off
      send(slot, new byte[] {4}); // the only one with a reply
      assertThat(receive(slot)).containsExactly(EchoCard.ATR);
    }
    assertThat(card.powers)
        .startsWith(CardEmulator.Power.ON, CardEmulator.Power.RESET, CardEmulator.Power.OFF);
  }

  @Test
  void aLongCommandArrivesWhole() throws IOException {
    byte[] command = new byte[65_535];
    Arrays.fill(command, (byte) 0x5A);
    try (Socket slot = vpcd.accept()) {
      send(slot, command);
      assertThat(receive(slot)).containsExactly(0x90, 0x00);
    }
    assertThat(card.commands).singleElement().isEqualTo(command);
  }

  @Test
  void aPulledCardHangsUpAndLosesItsPower() throws IOException {
    try (Socket slot = vpcd.accept()) {
      send(slot, new byte[] {4});
      receive(slot);
      client.remove();
      assertThat(slot.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(card.powers).containsExactly(CardEmulator.Power.OFF);
  }

  @Test
  void theCardComesBackWhenVpcdIsBack() throws IOException {
    vpcd.accept().close();
    try (Socket slot = vpcd.accept()) {
      send(slot, new byte[] {4});
      assertThat(receive(slot)).containsExactly(EchoCard.ATR);
    }
  }

  @Test
  void twoCardsDoNotFitIntoOneSlot() {
    assertThatThrownBy(() -> client.insert(new EchoCard()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds a card already");
  }

  /** Nagle at vpcd's side and a delayed acknowledgement at ours would make it 40 ms each. */
  @Test
  void anExchangeDoesNotWaitForADelayedAcknowledgement() throws IOException {
    int rounds = 101;
    long[] nanos = new long[rounds];
    try (Socket slot = vpcd.accept()) {
      for (int i = 0; i < rounds; i++) {
        long start = System.nanoTime();
        send(slot, new byte[] {0x00, (byte) 0xA4, 0x00, 0x00});
        receive(slot);
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    assertThat(Duration.ofNanos(nanos[rounds / 2]).toMillis()).isLessThan(10);
  }

  /** As vpcd does it: length and payload in two writes, Nagle's algorithm on. */
  private static void send(Socket slot, byte[] message) throws IOException {
    OutputStream out = slot.getOutputStream();
    out.write(new byte[] {(byte) (message.length >> 8), (byte) message.length});
    out.write(message);
  }

  private static byte[] receive(Socket slot) throws IOException {
    InputStream in = slot.getInputStream();
    int length = in.read() << 8 | in.read();
    return in.readNBytes(length);
  }
}
