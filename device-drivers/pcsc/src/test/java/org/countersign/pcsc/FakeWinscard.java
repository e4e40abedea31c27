package org.countersign.pcsc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A PC/SC of one reader with a card, whose every function can be made to fail once. */
final class FakeWinscard implements Winscard {

  static final String READER = "Fake Reader 00 00";

  /** The functions called, in order; {@code SCardTransmit} with its bytes. */
  final List<String> calls = new ArrayList<>();

  final List<byte[]> sent = new ArrayList<>();
  private final Deque<byte[]> responses = new ArrayDeque<>();
  private final Deque<Failure> failures = new ArrayDeque<>();
  int protocol = PROTOCOL_T1;
  int state = STATE_PRESENT;
  private long nextContext = 1;

  private int succeedFirst;

  private record Failure(String function, ReturnCode code) {}

  /** The next call of that function fails; several are kept in order. */
  FakeWinscard failing(String function, ReturnCode code) {
    failures.add(new Failure(function, code));
    return this;
  }

  /** Lets one call of the function that is to fail succeed before. */
  FakeWinscard afterOne() {
    succeedFirst = 1;
    return this;
  }

  FakeWinscard responding(int... bytes) {
    byte[] response = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      response[i] = (byte) bytes[i];
    }
    responses.add(response);
    return this;
  }

  private int code(String function) {
    calls.add(function);
    Failure next = failures.peek();
    if (next == null || !next.function().equals(function)) {
      return ReturnCode.SUCCESS;
    }
    if (succeedFirst > 0) {
      succeedFirst--;
      return ReturnCode.SUCCESS;
    }
    failures.remove();
    return next.code().code();
  }

  @Override
  public Reply<Long> establishContext() {
    return new Reply<>(code("SCardEstablishContext"), nextContext++);
  }

  @Override
  public int releaseContext(long context) {
    return code("SCardReleaseContext");
  }

  @Override
  public Reply<List<String>> listReaders(long context) {
    return new Reply<>(code("SCardListReaders"), List.of(READER));
  }

  @Override
  public Reply<int[]> getStatusChange(long context, List<String> readers, int[] known, int millis) {
    return new Reply<>(code("SCardGetStatusChange"), new int[] {state});
  }

  @Override
  public Reply<Connection> connect(long context, String reader, int share, int protocols) {
    return new Reply<>(code("SCardConnect"), new Connection(77, protocol));
  }

  @Override
  public Reply<Integer> reconnect(long card, int share, int protocols, int initialization) {
    return new Reply<>(code("SCardReconnect"), protocol);
  }

  @Override
  public int disconnect(long card, int disposition) {
    return code("SCardDisconnect");
  }

  @Override
  public int beginTransaction(long card) {
    return code("SCardBeginTransaction");
  }

  @Override
  public int endTransaction(long card, int disposition) {
    return code("SCardEndTransaction");
  }

  @Override
  public Reply<byte[]> status(long card) {
    return new Reply<>(code("SCardStatus"), TestCard.ATR_T1);
  }

  @Override
  public Reply<byte[]> transmit(long card, int usedProtocol, byte[] command) {
    sent.add(command);
    int code = code("SCardTransmit");
    boolean answers = code == ReturnCode.SUCCESS && !responses.isEmpty();
    return new Reply<>(code, answers ? responses.remove() : TestCard.OK);
  }

  @Override
  public Reply<byte[]> control(long card, int controlCode, byte[] input) {
    if (controlCode == ReaderFeatures.CM_IOCTL_GET_FEATURE_REQUEST) {
      // PC/SC part 10, 2.2: tag 12 (GET_TLV_PROPERTIES), length 4, control code 42330012.
      return new Reply<>(code("SCardControl"), new byte[] {0x12, 0x04, 0x42, 0x33, 0x00, 0x12});
    }
    // 2.6: property 0B (wIdVendor), 2 bytes; property 0A (dwMaxAPDUDataSize), 4 bytes, low first.
    byte[] properties = {0x0B, 0x02, (byte) 0xE6, 0x08, 0x0A, 0x04, 0x00, 0x10, 0x00, 0x00};
    return new Reply<>(code("SCardControl"), properties);
  }

  @Override
  public Reply<byte[]> getAttribute(long card, int attribute) {
    byte[] value =
        switch (attribute) {
          case 0x00010100 -> new byte[] {'A', 'c', 'm', 'e', 0}; // VENDOR_NAME
          case 0x00010101 -> new byte[] {'R', '1', 0}; // VENDOR_IFD_TYPE
          case 0x00010102 -> new byte[] {0x07, 0x00, 0x02, 0x01}; // VENDOR_IFD_VERSION 1.2.7
          default -> new byte[0];
        };
    return new Reply<>(code("SCardGetAttrib"), value);
  }

  @Override
  public void sever(long context) {
    calls.add("sever");
  }

  @Override
  public void severEstablishing() {
    calls.add("sever");
  }
}
