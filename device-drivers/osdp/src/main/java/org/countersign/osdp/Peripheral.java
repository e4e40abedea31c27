package org.countersign.osdp;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.jspecify.annotations.Nullable;

/**
 * One reader, always in a secure session. A session that is lost (NAK 05 or 06, a wrong MAC,
 * silence, or too long a pause) is followed by a new one. Commands that may be repeated are asked
 * again in it; of others the caller learns whether they can have been run.
 *
 * <p>The device's thread and its {@link Heartbeat} take turns.
 */
final class Peripheral implements AutoCloseable {

  /** Readers end a session after 8 s of silence. */
  private static final Duration SESSION_LASTS = Duration.ofSeconds(6);

  private static final int ROUNDS = 5;
  private static final int HANDSHAKES = 5;

  private final Line line;
  private final OsdpSettings settings;
  private final BaseKey key;
  private final Handshake handshake;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable SecureChannel channel;
  private int sequence;
  private volatile int session;
  private volatile boolean closed;

  Peripheral(Line line, OsdpSettings settings, BaseKey key, SecureRandom random) {
    this.line = line;
    this.settings = settings;
    this.key = key;
    this.handshake = new Handshake(line, settings.address(), settings.crc(), random);
  }

  /** The session is gone, and what is known of the command in hand. */
  private static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean mayHaveRun;

    Lost(boolean mayHaveRun, String how) {
      super(how, null, false, false);
      this.mayHaveRun = mayHaveRun;
    }
  }

  /**
   * Asks, in a session.
   *
   * @return the reply, also a refusal that concerns the command and not the session
   * @throws DeviceException {@link Effect#UNKNOWN} if a command that must not be repeated can have
   *     been run
   */
  Reply ask(Question question, Duration limit) throws DeviceException {
    takeTurn(question);
    try {
      return askInTurn(question, Deadline.in(limit, line.clock()));
    } finally {
      turn.unlock();
    }
  }

  private void takeTurn(Question question) throws DeviceException {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(
          Fault.CANCELLED, Effect.NONE, "", question.doing() + ": interrupted", e);
    }
  }

  private Reply askInTurn(Question question, Deadline deadline) throws DeviceException {
    Effect before = Effect.NONE;
    Lost last = null;
    for (int round = 0; round < ROUNDS && (last == null || !deadline.isPassed()); round++) {
      SecureChannel open = ensureSession(deadline, before, question.doing());
      if (question.session() != 0 && question.session() != session) {
        throw new DeviceException(
            Fault.COMMUNICATION,
            Effect.NONE,
            "",
            question.doing()
                + ": the session in which the card was powered is gone; power it on again");
      }
      try {
        return exchange(open, question, deadline);
      } catch (Lost e) {
        channel = null;
        last = e;
        if (!question.repeatable()) {
          break;
        }
      } catch (Line.Broken e) {
        if (e.mayBeSent()) {
          channel = null;
        } else {
          sequence = before(sequence); // The next command is the one that follows the last sent.
        }
        Effect effect = e.mayBeSent() && !question.repeatable() ? Effect.UNKNOWN : Effect.NONE;
        throw e.failure().because(effect, question.doing());
      }
    }
    throw lost(question, last, deadline);
  }

  private static int before(int sequence) {
    return sequence == 1 ? 3 : sequence - 1;
  }

  private DeviceException lost(Question question, @Nullable Lost last, Deadline deadline) {
    Effect effect =
        last != null && last.mayHaveRun && !question.repeatable() ? Effect.UNKNOWN : Effect.NONE;
    return new DeviceException(
        deadline.isPassed() ? Fault.TIMEOUT : Fault.COMMUNICATION,
        effect,
        "",
        "%s: reader %d on %s: %s"
            .formatted(
                question.doing(),
                settings.address(),
                line.name(),
                last == null ? "no time left" : last.getMessage()));
  }

  private Reply exchange(SecureChannel open, Question question, Deadline deadline)
      throws Lost, Line.Broken {
    sequence = sequence == 3 ? 1 : sequence + 1;
    byte[] packet =
        open.seal(settings.address(), sequence, settings.crc(), question.code(), question.data());
    Line.Heard heard;
    try {
      heard = line.ask(packet, question.replyBytes(), question.tries(), deadline);
    } catch (Line.Silence e) {
      throw new Lost(e.sendings() > 0, "no answer to " + e.sendings() + " sendings");
    }
    Packet answer = heard.reply();
    if (answer.security() == 0) {
      // Only a refusal of the very first sending shows that nothing was run.
      boolean refused = answer.code() == Code.NAK && heard.sendings() == 1;
      throw new Lost(!refused, "the reader answered in the clear (" + words(answer) + ")");
    }
    Optional<byte[]> data = open.open(answer);
    if (data.isEmpty()) {
      throw new Lost(true, "a reply was not made in this session");
    }
    Reply reply = new Reply(answer.code(), data.get());
    if (reply.isRefusal() && Refusal.endsSession(reply.reason())) {
      throw new Lost(heard.sendings() > 1, Refusal.inWords(reply.reason()));
    }
    return reply;
  }

  private static String words(Packet answer) {
    byte[] data = answer.data();
    return answer.code() == Code.NAK && data.length > 0
        ? Refusal.inWords(data[0] & 0xFF)
        : "%02X".formatted(answer.code());
  }

  private SecureChannel ensureSession(Deadline deadline, Effect effect, String doing)
      throws DeviceException {
    SecureChannel open = channel;
    if (open != null && line.silence().compareTo(SESSION_LASTS) < 0) {
      return open;
    }
    channel = null;
    return begin(List.of(key), HANDSHAKES, deadline, effect, doing);
  }

  /**
   * Begins a session with the first of these keys that the reader takes.
   *
   * @param tries handshakes with each: noise can fail one
   */
  private SecureChannel begin(
      List<BaseKey> keys, int tries, Deadline deadline, Effect effect, String doing)
      throws DeviceException {
    boolean answered = false;
    boolean everSilent = false;
    try {
      for (BaseKey candidate : keys) {
        for (int i = 0; i < tries && (i == 0 || !deadline.isPassed()); i++) {
          line.settle(deadline);
          try {
            Optional<SecureChannel> agreed = handshake.with(candidate, deadline);
            if (agreed.isPresent()) {
              return started(agreed.get(), candidate, keys, deadline);
            }
            answered = true;
            if (handshake.metAnother()) {
              throw another(effect, doing);
            }
          } catch (Line.Silence e) {
            // The next handshake begins with sequence 0 and is not held up by this one.
            everSilent = true;
          }
        }
      }
    } catch (Line.Broken e) {
      throw e.failure().because(effect, doing);
    } catch (LinkException e) {
      throw e.because(effect, doing);
    }
    // What a reader says that was silent before may answer an earlier challenge: nobody is to
    // change keys because of that.
    throw answered && !everSilent ? wrongKey(keys, effect, doing) : silent(answered, effect, doing);
  }

  private SecureChannel started(
      SecureChannel agreed, BaseKey with, List<BaseKey> keys, Deadline deadline)
      throws DeviceException {
    channel = agreed;
    sequence = Handshake.SEQUENCE;
    session = session + 1;
    BaseKey wanted = keys.get(0);
    if (with == wanted) {
      return agreed;
    }
    String doing = "setting the key of " + wanted;
    askInTurn(Question.once(Code.KEYSET, doing, wanted.setting()).in(session), deadline)
        .require(Code.ACK, 0, doing);
    channel = null;
    return begin(List.of(wanted), HANDSHAKES, deadline, Effect.NONE, doing);
  }

  private DeviceException another(Effect effect, String doing) {
    return new DeviceException(
        Fault.COMMUNICATION,
        effect,
        "",
        "%s: another reader answers with address %d on %s; open the device anew"
            .formatted(doing, settings.address(), line.name()));
  }

  private DeviceException wrongKey(List<BaseKey> keys, Effect effect, String doing) {
    return new DeviceException(
        Fault.CONFIGURATION,
        effect,
        "",
        "%s: reader %d on %s takes no secure session with %s; a new reader gets its key with install = true"
            .formatted(doing, settings.address(), line.name(), keys));
  }

  private DeviceException silent(boolean butNotAlways, Effect effect, String doing) {
    return new DeviceException(
        Fault.COMMUNICATION,
        effect,
        "",
        "%s: no reader with address %d at %d bit/s answers on %s%s"
            .formatted(
                doing,
                settings.address(),
                settings.baud(),
                line.name(),
                butNotAlways ? " in time; one was late and is busy, or its key is another" : ""));
  }

  /**
   * Begins the first session; gives the reader its key if that is allowed and needed.
   *
   * @param keys the reader's own first, then those it may have instead
   */
  void install(List<BaseKey> keys, Duration limit) throws DeviceException {
    turn.lock();
    try {
      channel = null;
      begin(keys, 3, Deadline.in(limit, line.clock()), Effect.NONE, "opening a secure session");
    } finally {
      turn.unlock();
    }
  }

  /** Ends the session, so that the next command begins with a new one. */
  void forgetSession() {
    turn.lock();
    try {
      channel = null;
    } finally {
      turn.unlock();
    }
  }

  /** Whether other readers are on its line. */
  boolean sharesLine() {
    return line.isShared();
  }

  /** Changes the line's speed; the session ends. */
  void speed(LineSettings other, String doing) throws DeviceException {
    turn.lock();
    try {
      channel = null;
      line.settings(other);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, doing);
    } finally {
      turn.unlock();
    }
  }

  /** Waits between two questions. */
  void rest(Duration span, Effect effect, String doing) throws DeviceException {
    turn.lock();
    try {
      line.rest(span);
    } catch (LinkException e) {
      throw e.because(effect, doing);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Polls if nobody else has talked to the reader for a while. A lost session is begun anew by the
   * next question.
   *
   * @return whether the line is still there
   */
  boolean keepAlive(Duration idle) {
    if (!turn.tryLock()) {
      return true;
    }
    try {
      SecureChannel open = channel;
      if (open != null && !closed && line.silence().compareTo(idle) >= 0) {
        Question poll = Question.repeatable(Code.POLL, "keeping the session");
        exchange(open, poll, Deadline.in(SESSION_LASTS, line.clock()));
      }
      return true;
    } catch (Lost e) {
      channel = null;
      return true;
    } catch (Line.Broken e) {
      channel = null;
      return closed;
    } finally {
      turn.unlock();
    }
  }

  /** Number of the current session; grows with every new one. */
  int session() {
    return session;
  }

  /** Whether that session is the current one and was not lost. */
  boolean isIn(int oneSession) {
    return channel != null && session == oneSession;
  }

  /** Where the reader is, for an error's words. */
  String name() {
    return "reader " + settings.address() + " on " + line.name();
  }

  @Override
  public void close() {
    closed = true;
    line.close();
  }
}
