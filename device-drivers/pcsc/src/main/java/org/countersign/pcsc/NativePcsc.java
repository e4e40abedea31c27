package org.countersign.pcsc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * libpcsclite. Its {@code DWORD} and {@code LONG} are C's {@code long}, 8 bytes on 64-bit Linux;
 * return codes are compared on their low 32 bits. One instance a device: the exchange buffers are
 * its own.
 */
final class NativePcsc implements Winscard {

  private static final long SCOPE_SYSTEM = 2;

  /** 4 header bytes, 3 Lc, 65,535 data, 2 Le. */
  static final int MAX_COMMAND = 65_544;

  /** 65,536 data bytes and the status word. */
  static final int MAX_RESPONSE = 65_538;

  /** MAX_BUFFER_SIZE and ATR buffer: long enough for attributes and feature lists. */
  private static final int SMALL_BUFFER = 264;

  private static final int READER_NAME_BUFFER = 256;

  /** SCARD_READERSTATE: name 0, user 8, current 16, event 24, ATR length 32, ATR 40; 80 in all. */
  private static final int READER_STATE = 80;

  private static final int STATE_NAME = 0;
  private static final int STATE_CURRENT = 16;
  private static final int STATE_EVENT = 24;

  /** SCARD_IO_REQUEST: protocol, own length. */
  private static final int IO_REQUEST = 16;

  private final Arena buffers = Arena.ofAuto();
  private final MemorySegment command = buffers.allocate(MAX_COMMAND);
  private final MemorySegment response = buffers.allocate(MAX_RESPONSE);
  private final MemorySegment ioRequest = buffers.allocate(IO_REQUEST, 8);
  private final MemorySegment responseLength = buffers.allocate(JAVA_LONG);

  @Override
  public Reply<Long> establishContext() {
    return DaemonSockets.OF_PROCESS.establish(() -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment context = arena.allocate(JAVA_LONG);
        int code =
            Pcsclite.call(() ->
                (long)
                    Pcsclite.ESTABLISH_CONTEXT.invokeExact(
                        SCOPE_SYSTEM, MemorySegment.NULL, MemorySegment.NULL, context));
        return new Reply<>(code, context.get(JAVA_LONG, 0));
      }
    });
  }

  @Override
  public int releaseContext(long context) {
    int code = Pcsclite.call(() -> (long) Pcsclite.RELEASE_CONTEXT.invokeExact(context));
    DaemonSockets.OF_PROCESS.forget(context);
    return code;
  }

  @Override
  public Reply<List<String>> listReaders(long context) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocate(JAVA_LONG);
      int code = listReaders(context, MemorySegment.NULL, length);
      MemorySegment names = MemorySegment.NULL;
      if (code == ReturnCode.SUCCESS) {
        // Room for readers that are plugged in between the two calls.
        length.set(JAVA_LONG, 0, length.get(JAVA_LONG, 0) + 4 * READER_NAME_BUFFER);
        names = arena.allocate(length.get(JAVA_LONG, 0));
        code = listReaders(context, names, length);
      }
      return new Reply<>(
          code, code == ReturnCode.SUCCESS ? split(names, length.get(JAVA_LONG, 0)) : List.of());
    }
  }

  private static int listReaders(long context, MemorySegment names, MemorySegment length) {
    return Pcsclite.call(
        () -> (long) Pcsclite.LIST_READERS.invokeExact(context, MemorySegment.NULL, names, length));
  }

  /** Names one after the other, each ended by a zero, and an empty one at the end. */
  private static List<String> split(MemorySegment names, long length) {
    List<String> all = new ArrayList<>();
    for (long at = 0; at < length && names.get(JAVA_BYTE, at) != 0; ) {
      String name = names.getString(at, StandardCharsets.UTF_8);
      all.add(name);
      at += name.getBytes(StandardCharsets.UTF_8).length + 1L;
    }
    return all;
  }

  @Override
  public Reply<int[]> getStatusChange(long context, List<String> readers, int[] known, int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment states = arena.allocate((long) READER_STATE * readers.size(), 8);
      for (int i = 0; i < known.length; i++) {
        MemorySegment state = states.asSlice((long) i * READER_STATE, READER_STATE);
        state.set(ADDRESS, STATE_NAME, arena.allocateFrom(readers.get(i)));
        state.set(JAVA_LONG, STATE_CURRENT, Integer.toUnsignedLong(known[i]));
      }
      long timeout = Integer.toUnsignedLong(millis);
      int code =
          Pcsclite.call(() ->
              (long)
                  Pcsclite.GET_STATUS_CHANGE.invokeExact(
                      context, timeout, states, (long) known.length));
      int[] now = new int[known.length];
      for (int i = 0; i < now.length; i++) {
        now[i] = (int) states.get(JAVA_LONG, (long) i * READER_STATE + STATE_EVENT);
      }
      return new Reply<>(code, now);
    }
  }

  @Override
  public Reply<Connection> connect(long context, String reader, int share, int protocols) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(reader);
      MemorySegment card = arena.allocate(JAVA_LONG);
      MemorySegment protocol = arena.allocate(JAVA_LONG);
      int code =
          Pcsclite.call(() ->
              (long)
                  Pcsclite.CONNECT.invokeExact(
                      context, name, (long) share, (long) protocols, card, protocol));
      return new Reply<>(
          code, new Connection(card.get(JAVA_LONG, 0), (int) protocol.get(JAVA_LONG, 0)));
    }
  }

  @Override
  public Reply<Integer> reconnect(long card, int share, int protocols, int initialization) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment protocol = arena.allocate(JAVA_LONG);
      int code =
          Pcsclite.call(() ->
              (long)
                  Pcsclite.RECONNECT.invokeExact(
                      card, (long) share, (long) protocols, (long) initialization, protocol));
      return new Reply<>(code, (int) protocol.get(JAVA_LONG, 0));
    }
  }

  @Override
  public int disconnect(long card, int disposition) {
    return Pcsclite.call(() -> (long) Pcsclite.DISCONNECT.invokeExact(card, (long) disposition));
  }

  @Override
  public int beginTransaction(long card) {
    return Pcsclite.call(() -> (long) Pcsclite.BEGIN_TRANSACTION.invokeExact(card));
  }

  @Override
  public int endTransaction(long card, int disposition) {
    return Pcsclite.call(
        () -> (long) Pcsclite.END_TRANSACTION.invokeExact(card, (long) disposition));
  }

  @Override
  public Reply<byte[]> status(long card) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(READER_NAME_BUFFER);
      MemorySegment nameLength = arena.allocateFrom(JAVA_LONG, READER_NAME_BUFFER);
      MemorySegment state = arena.allocate(JAVA_LONG);
      MemorySegment protocol = arena.allocate(JAVA_LONG);
      MemorySegment atr = arena.allocate(SMALL_BUFFER);
      MemorySegment atrLength = arena.allocateFrom(JAVA_LONG, SMALL_BUFFER);
      int code =
          Pcsclite.call(() ->
              (long)
                  Pcsclite.STATUS.invokeExact(
                      card, name, nameLength, state, protocol, atr, atrLength));
      return replied(code, atr, atrLength);
    }
  }

  @Override
  public Reply<byte[]> transmit(long card, int protocol, byte[] apdu) {
    MemorySegment.copy(apdu, 0, command, JAVA_BYTE, 0, apdu.length);
    ioRequest.set(JAVA_LONG, 0, protocol);
    ioRequest.set(JAVA_LONG, 8, IO_REQUEST);
    responseLength.set(JAVA_LONG, 0, MAX_RESPONSE);
    int code =
        Pcsclite.call(() ->
            (long)
                Pcsclite.TRANSMIT.invokeExact(
                    card,
                    ioRequest,
                    command,
                    (long) apdu.length,
                    MemorySegment.NULL,
                    response,
                    responseLength));
    return replied(code, response, responseLength);
  }

  @Override
  public Reply<byte[]> control(long card, int controlCode, byte[] input) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocateFrom(JAVA_BYTE, input);
      MemorySegment out = arena.allocate(SMALL_BUFFER);
      MemorySegment returned = arena.allocate(JAVA_LONG);
      int code =
          Pcsclite.call(() ->
              (long)
                  Pcsclite.CONTROL.invokeExact(
                      card,
                      Integer.toUnsignedLong(controlCode),
                      in,
                      (long) input.length,
                      out,
                      (long) SMALL_BUFFER,
                      returned));
      return replied(code, out, returned);
    }
  }

  @Override
  public Reply<byte[]> getAttribute(long card, int attribute) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(SMALL_BUFFER);
      MemorySegment length = arena.allocateFrom(JAVA_LONG, SMALL_BUFFER);
      int code =
          Pcsclite.call(() ->
              (long)
                  Pcsclite.GET_ATTRIB.invokeExact(
                      card, Integer.toUnsignedLong(attribute), value, length));
      return replied(code, value, length);
    }
  }

  private static Reply<byte[]> replied(int code, MemorySegment bytes, MemorySegment length) {
    long size = code == ReturnCode.SUCCESS ? length.get(JAVA_LONG, 0) : 0;
    return new Reply<>(code, bytes.asSlice(0, size).toArray(JAVA_BYTE));
  }

  @Override
  public void sever(long context) {
    DaemonSockets.OF_PROCESS.sever(context);
  }

  @Override
  public void severEstablishing() {
    DaemonSockets.OF_PROCESS.severEstablishing();
  }
}
