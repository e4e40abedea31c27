package org.countersign.ccid;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of T=1 (ISO/IEC 7816-3, clause 11), for readers that carry single blocks; blocks
 * are checked by LRC.
 *
 * <p>It makes a lost answer harmless: after silence or damage the card is asked by an R-block for
 * the block that is missing. A card that has worked sends its answer again; one that has not got
 * the command says so by the number in its R-block, and only then the same I-block, with the same
 * number, goes out again. The card acts on a number once.
 */
final class T1Protocol implements CardProtocol {

  private static final int MAX_COMMAND = 65_544;
  private static final int MAX_RESPONSE = 65_538;

  /** Attempts at one block before the card is resynchronised (11.6.3.2, rules 7.4.2 and 7.4.3). */
  private static final int ATTEMPTS = 4;

  private static final int INITIAL_IFSD = 32;

  /** NAD, PCB, LEN and LRC. */
  private static final int OVERHEAD = 4;

  private final CardLink card;
  private final Duration blockWaitingTime;
  private int ifsc;
  private int ifsd = INITIAL_IFSD;
  private int sending;
  private int expected;

  /** One command on its way. */
  private static final class Transmission {
    final byte[] command;
    final Deadline deadline;
    final ByteArrayOutputStream response = new ByteArrayOutputStream();
    int begin;
    int end;
    boolean acknowledged;
    boolean whole;
    int failures;
    boolean asked;
    int times = 1;

    Transmission(byte[] command, Deadline deadline) {
      this.command = command;
      this.deadline = deadline;
    }

    boolean isLastPiece() {
      return end == command.length;
    }

    /** Until the last piece has left, the card cannot have acted on the command. */
    Effect effect() {
      return whole ? Effect.UNKNOWN : Effect.NONE;
    }
  }

  T1Protocol(CardLink card, int ifsc, Duration blockWaitingTime) {
    this.card = card;
    this.ifsc = ifsc;
    this.blockWaitingTime = blockWaitingTime;
  }

  @Override
  public int maxCommandBytes() {
    return MAX_COMMAND;
  }

  @Override
  public int maxResponseBytes() {
    return MAX_RESPONSE;
  }

  /** Tells the card that it may send longer blocks (11.4.2); it stays at 32 if the card refuses. */
  void negotiateIfsd(Deadline deadline) throws DeviceException {
    int greatest = Math.min(T1Block.MAX_INF, card.greatest() - OVERHEAD);
    T1Block request = T1Block.request(T1Block.IFS, new byte[] {(byte) greatest});
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      T1Block got = exchange(request, 1, deadline, Effect.NONE, Effect.NONE);
      if (got != null && got.isResponseTo(T1Block.IFS) && (got.inf()[0] & 0xFF) == greatest) {
        ifsd = greatest;
        return;
      }
    }
  }

  @Override
  public byte[] transceive(byte[] command, Deadline deadline) throws DeviceException {
    Transmission transmission = new Transmission(command, deadline);
    T1Block next = piece(transmission);
    while (true) {
      Effect before = transmission.effect();
      transmission.whole |= next.isInformation() && transmission.isLastPiece();
      transmission.asked = next.isReceiveReady();
      int times = transmission.times;
      transmission.times = 1;
      T1Block got = exchange(next, times, deadline, before, transmission.effect());
      next = got == null ? repeat(transmission) : answer(transmission, got);
      if (next == null) {
        return transmission.response.toByteArray();
      }
    }
  }

  /** The piece of the command that begins at the transmission's place. */
  private T1Block piece(Transmission transmission) {
    transmission.end = Math.min(transmission.begin + ifsc, transmission.command.length);
    byte[] inf = Arrays.copyOfRange(transmission.command, transmission.begin, transmission.end);
    return T1Block.information(sending, !transmission.isLastPiece(), inf);
  }

  /** What to send next; null when the response is whole. */
  private @Nullable T1Block answer(Transmission transmission, T1Block got) throws DeviceException {
    if (got.isInformation()) {
      return takeInformation(transmission, got);
    }
    if (got.isReceiveReady()) {
      return takeReceiveReady(transmission, got);
    }
    return got.isRequest() ? takeRequest(transmission, got) : repeat(transmission);
  }

  private @Nullable T1Block takeInformation(Transmission transmission, T1Block got)
      throws DeviceException {
    boolean mayAnswer = transmission.isLastPiece();
    if (!mayAnswer || got.sequence() != expected || got.inf().length > ifsd) {
      return repeat(transmission);
    }
    // The first I-block also acknowledges ours (rule 2.1).
    if (!transmission.acknowledged) {
      transmission.acknowledged = true;
      sending ^= 1;
    }
    expected ^= 1;
    transmission.failures = 0;
    transmission.response.writeBytes(got.inf());
    if (transmission.response.size() > MAX_RESPONSE) {
      throw failure(transmission, "the card sends more than " + MAX_RESPONSE + " bytes");
    }
    return got.more() ? T1Block.receiveReady(expected, 0) : null;
  }

  private T1Block takeReceiveReady(Transmission transmission, T1Block got) throws DeviceException {
    if (transmission.acknowledged) {
      // The card did not get our R-block, or it was no answer at all.
      return repeat(transmission);
    }
    if (got.sequence() == sending) {
      // It has not got this piece (rule 7.1 in its eyes): the same piece, the same number.
      if (!transmission.asked) {
        // Whoever was asked has answered well; the loss that made us ask was counted.
        countFailure(transmission);
      }
      return piece(transmission);
    }
    if (transmission.isLastPiece()) {
      return repeat(transmission);
    }
    sending ^= 1;
    transmission.failures = 0;
    transmission.begin = transmission.end;
    return piece(transmission);
  }

  private T1Block takeRequest(Transmission transmission, T1Block got) throws DeviceException {
    int what = got.supervisoryType();
    switch (what) {
      case T1Block.IFS -> ifsc = got.inf()[0] & 0xFF;
      case T1Block.WTX -> transmission.times = Math.max(1, got.inf()[0] & 0xFF);
      case T1Block.ABORT ->
          throw failure(transmission, "the card aborted the chain of blocks; read the card");
      default -> {
        return repeat(transmission);
      }
    }
    transmission.failures = 0;
    return T1Block.response(what, got.inf());
  }

  /** Asks for the block that is missing (rule 7.1). */
  private T1Block repeat(Transmission transmission) throws DeviceException {
    countFailure(transmission);
    return T1Block.receiveReady(expected, 2);
  }

  private void countFailure(Transmission transmission) throws DeviceException {
    transmission.failures++;
    if (transmission.failures >= ATTEMPTS) {
      boolean back = resynchronise(transmission.deadline);
      throw failure(
          transmission,
          "%d attempts at one block failed%s; power the card up anew and read it"
              .formatted(ATTEMPTS, back ? ", the card was resynchronised" : ""));
    }
  }

  /** Both sides begin at block 0 (11.6.2.3, rule 6.1); what became of the command stays unknown. */
  private boolean resynchronise(Deadline deadline) throws DeviceException {
    T1Block request = T1Block.request(T1Block.RESYNCH, new byte[0]);
    for (int attempt = 0; attempt < ATTEMPTS - 1; attempt++) {
      T1Block got = exchange(request, 1, deadline, Effect.UNKNOWN, Effect.UNKNOWN);
      if (got != null && got.isResponseTo(T1Block.RESYNCH)) {
        sending = 0;
        expected = 0;
        ifsd = INITIAL_IFSD;
        return true;
      }
    }
    return false;
  }

  /** Sends a block; null if nothing valid came back. */
  private @Nullable T1Block exchange(
      T1Block block, int times, Deadline deadline, Effect before, Effect after)
      throws DeviceException {
    Duration cardTime = blockWaitingTime.multipliedBy(times);
    try {
      CcidMessage answer = card.transfer(block.encode(), times, 0, cardTime, false, deadline);
      return T1Block.decode(answer.data());
    } catch (ExchangeFailure e) {
      if (e.isPassing() || (isMuteOrGarbled(e) && !e.cardLost())) {
        return null;
      }
      throw e.because(before, after, "exchanging a T=1 block with the card");
    }
  }

  private static boolean isMuteOrGarbled(ExchangeFailure e) {
    return e.error() == ReaderError.ICC_MUTE || e.error() == ReaderError.PARITY;
  }

  private DeviceException failure(Transmission transmission, String what) {
    return new DeviceException(
        Fault.COMMUNICATION,
        transmission.effect(),
        "",
        "exchanging an APDU of %d bytes by T=1: %s".formatted(transmission.command.length, what));
  }
}
