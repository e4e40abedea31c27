package org.countersign.testbed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The hand that puts a {@link CardEmulator} into a slot of vsmartcard's vpcd and pulls it out.
 *
 * <p>To be connected is to be inserted. Each message is a length of two bytes, high byte first, and
 * that many bytes. From vpcd, one byte is a control (0 off, 1 on, 2 reset: no reply; 4: reply the
 * ATR), anything longer is a command APDU: reply the response APDU. If pcscd dies the card stays in
 * the slot: it is connected again as soon as vpcd listens again. Any thread; the card is called on
 * a thread of its own and may itself call {@link #remove} in the middle of an exchange.
 */
public final class VpcdClient implements CardSlot {

  private static final Duration RECONNECT = Duration.ofMillis(10);

  /**
   * pcscd looks every 400 ms. Should it miss that a slot was empty, it would take the next card for
   * the one that it has already seen to fail, and never show it. No hand is faster either.
   */
  private static final Duration EMPTY_AT_LEAST = Duration.ofMillis(700);

  private final int port;
  private @Nullable Insertion inserted;
  private long emptySince = System.nanoTime() - EMPTY_AT_LEAST.toNanos();

  /**
   * Names a slot.
   *
   * @param port its TCP port on loopback, see {@link PrivatePcscd#port}
   */
  public VpcdClient(int port) {
    this.port = port;
  }

  /** A card in a slot from the start. */
  public static VpcdClient inserted(int port, CardEmulator card) {
    VpcdClient client = new VpcdClient(port);
    client.insert(card);
    return client;
  }

  /**
   * Puts a card in, not earlier than 0.7 s after another was pulled; returns at once. pcscd looks
   * about every 400 ms, so readers show it later.
   *
   * @throws IllegalStateException if one is in
   */
  @Override
  public synchronized void insert(CardEmulator card) {
    if (inserted != null) {
      throw new IllegalStateException("slot " + port + " holds a card already");
    }
    Insertion insertion = new Insertion(port, card, emptySince + EMPTY_AT_LEAST.toNanos());
    inserted = insertion;
    insertion.thread.start();
  }

  /** Pulls the card out, in the middle of an exchange if there is one; nothing if none is in. */
  @Override
  public void remove() {
    Insertion insertion = take();
    if (insertion != null) {
      insertion.end();
    }
  }

  /** Whether a card is in. */
  public synchronized boolean isInserted() {
    return inserted != null;
  }

  @Override
  public void close() {
    remove();
  }

  private synchronized @Nullable Insertion take() {
    Insertion insertion = inserted;
    inserted = null;
    emptySince = System.nanoTime();
    return insertion;
  }

  /** One stay of one card in the slot. */
  private static final class Insertion {

    private final int port;
    private final CardEmulator card;
    private final long notBefore;
    private final Thread thread;
    private volatile boolean ended;
    private volatile @Nullable Socket socket;

    Insertion(int port, CardEmulator card, long notBefore) {
      this.port = port;
      this.card = card;
      this.notBefore = notBefore;
      this.thread = Thread.ofPlatform().daemon().name("vpcd-" + port).unstarted(this::run);
    }

    void end() {
      ended = true;
      closeQuietly(socket);
      if (Thread.currentThread() != thread) {
        joinUninterruptibly();
      }
    }

    private void run() {
      while (!ended && System.nanoTime() - notBefore < 0) {
        LockSupport.parkNanos(Math.min(notBefore - System.nanoTime(), RECONNECT.toNanos()));
      }
      while (!ended) {
        try (Socket connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket = connected;
          if (!ended) {
            serve(connected);
          }
        } catch (IOException e) {
          // Nobody listens, pcscd died, or the card was pulled: look again.
          LockSupport.parkNanos(ended ? 0 : RECONNECT.toNanos());
        }
      }
    }

    private void serve(Socket connected) throws IOException {
      connected.setTcpNoDelay(true);
      InputStream in = connected.getInputStream();
      OutputStream out = connected.getOutputStream();
      try {
        while (!ended) {
          byte[] message = readMessage(connected, in);
          byte @Nullable [] reply = replyTo(message);
          if (reply != null) {
            out.write(frame(reply));
          }
        }
      } finally {
        card.power(CardEmulator.Power.OFF);
      }
    }

    private byte @Nullable [] replyTo(byte[] message) {
      if (message.length > 1) {
        return card.transmit(message);
      }
      switch (message.length == 0 ? -1 : message[0]) {
        case 0 -> card.power(CardEmulator.Power.OFF);
        case 1 -> card.power(CardEmulator.Power.ON);
        case 2 -> card.power(CardEmulator.Power.RESET);
        case 4 -> {
          return card.atr();
        }
        default -> throw new IllegalStateException("vpcd sent a control that is not known");
      }
      return null;
    }

    private static byte[] readMessage(Socket socket, InputStream in) throws IOException {
      byte[] length = readFully(socket, in, 2);
      return readFully(socket, in, ((length[0] & 0xFF) << 8) | (length[1] & 0xFF));
    }

    private static byte[] readFully(Socket socket, InputStream in, int size) throws IOException {
      // vpcd writes length and payload apart, without TCP_NODELAY: with a delayed acknowledgement
      // of the first the second waits for 40 ms. The kernel forgets the option after each read.
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
      byte[] bytes = in.readNBytes(size);
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
      if (bytes.length < size) {
        throw new EOFException("vpcd closed the slot");
      }
      return bytes;
    }

    private static byte[] frame(byte[] payload) {
      if (payload.length > 0xFFFF) {
        throw new IllegalStateException(payload.length + " bytes do not fit vpcd's length field");
      }
      byte[] frame = new byte[2 + payload.length];
      frame[0] = (byte) (payload.length >> 8);
      frame[1] = (byte) payload.length;
      System.arraycopy(payload, 0, frame, 2, payload.length);
      return frame;
    }

    private void joinUninterruptibly() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private static void closeQuietly(@Nullable Socket socket) {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (IOException e) {
        // It is closed all the same.
        return;
      }
    }
  }
}
