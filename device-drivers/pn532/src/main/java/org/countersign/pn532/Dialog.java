package org.countersign.pn532;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.AnswerTime;
import org.jspecify.annotations.Nullable;

/**
 * Commands and answers over the line (UM0701-02, 6.2.2): the host sends a command, the chip
 * acknowledges it within 15 ms and answers when it has done it. There are no sequence numbers, so
 * what an answer belongs to has to be known otherwise:
 *
 * <ul>
 *   <li>an answer counts only after the acknowledgement of the command, without noise between;
 *   <li>a lost or damaged answer is asked for again by a NACK, on which the chip repeats its last
 *       one. That is the answer to the command if it differs from the one before, or if an
 *       acknowledgement and an answer were seen, though damaged;
 *   <li>if the chip's last answer cannot be one to the command, the chip did not get it, and only
 *       then is it sent again. Once the line has shown a fault, a {@link Command#DIAGNOSE} with a
 *       number of its own goes before every command that must not run twice, so that the last
 *       answer tells;
 *   <li>in every other case nobody knows, and that is what is thrown.
 * </ul>
 *
 * <p>The device's own thread.
 */
final class Dialog {

  /** The chip's 15 ms, two USB latencies, a busy operating system. */
  private static final Duration ACKNOWLEDGEMENT = Duration.ofMillis(100);

  /** What chip, adapter and operating system take for an answer besides the card. */
  private static final Duration ANSWER = Duration.ofMillis(150);

  private static final Duration SLICE = Duration.ofMillis(25);
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration QUIET_LIMIT = Duration.ofMillis(500);

  /** Left of a limit to ask for a lost answer. */
  private static final Duration RESERVE = Duration.ofMillis(400);

  private static final Duration WRITING = Duration.ofMillis(500);

  private static final int ATTEMPTS = 4;
  private static final int FRAME_AND_MORE = 300;
  private static final int COMMUNICATION_LINE_TEST = 0;

  /**
   * Ends whatever frame the chip believes to be in, and wakes it up: no 00, which would be the end
   * of a frame that lost a byte.
   */
  private static final byte[] FLUSH = new byte[FrameFormat.MOST_DATA + 10];

  static {
    Arrays.fill(FLUSH, (byte) 0x55);
  }

  private static final byte[] WAKE_UP = {
    0x55, 0x55, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00
  };

  private final CountedLink link;
  private final LongSupplier nanoTime;
  private final Duration slowest;
  private final Ear ear;
  private LineSettings line;
  private boolean careful;
  private boolean inDoubt;
  private int lastNumber;
  private Pn532Frame.@Nullable Information lastAnswer;

  /**
   * Begins.
   *
   * @param slowest longest that a card works on one command
   * @param careful whether the line is known to be bad
   */
  Dialog(
      CountedLink link,
      LineSettings line,
      Duration slowest,
      boolean careful,
      LongSupplier nanoTime) {
    this.link = link;
    this.line = line;
    this.slowest = slowest;
    this.careful = careful;
    this.nanoTime = nanoTime;
    this.ear = new Ear(link, nanoTime);
  }

  /** Where it leads. */
  String name() {
    return link.name();
  }

  Deadline deadline(Duration limit) {
    return Deadline.after(limit, nanoTime);
  }

  /**
   * Sends a command that may run any number of times, again if need be.
   *
   * @param card what the card may take for it
   * @return what comes after the code of the answer
   * @throws DeviceException with {@link Effect#NONE}
   */
  byte[] ask(Command command, byte[] parameters, Duration card, Deadline end)
      throws DeviceException {
    try {
      for (int attempt = 1; attempt <= ATTEMPTS && !end.isPast(); attempt++) {
        Hearing heard = send(command, parameters, card, end);
        if (heard.answer().isPresent()) {
          return accepted(heard.answer().get());
        }
        if (heard.refused()) {
          throw refused(command);
        }
        careful = true;
        inDoubt = true;
        lastAnswer = null;
      }
    } catch (LinkException e) {
      inDoubt = true;
      throw e.because(Effect.NONE, doing(command));
    }
    throw end.isPast()
        ? failed(Fault.TIMEOUT, Effect.NONE, command, "no answer came within the limit")
        : failed(
            Fault.COMMUNICATION,
            Effect.NONE,
            command,
            "no right answer to %d attempts; look at power, cable and speed".formatted(ATTEMPTS));
  }

  private Hearing send(Command command, byte[] parameters, Duration card, Deadline end)
      throws LinkException {
    prepare();
    write(FrameFormat.command(command.code(), parameters));
    int bytes = parameters.length + FrameFormat.MOST_DATA;
    Hearing heard = new Hearing(command);
    listen(heard, end.within(AnswerTime.limit(line, bytes, ANSWER, card)));
    return heard;
  }

  /**
   * Sends a command that must not run twice and begins something new.
   *
   * @param possible whether an answer with the right code can be one to this command
   * @return what comes after the code of the answer
   * @throws DeviceException with {@link Effect#NONE} if the chip surely did not get it
   */
  byte[] askOnce(
      Command command, byte[] parameters, Predicate<Pn532Frame.Information> possible, Deadline end)
      throws DeviceException {
    boolean ambiguous = lastAnswer == null || lastAnswer.code() == command.answerCode();
    if (careful && ambiguous) {
      leaveMark(end);
    }
    return askNext(command, parameters, possible, end);
  }

  private void leaveMark(Deadline end) throws DeviceException {
    lastNumber = lastNumber + 1 & 0xFFFF;
    byte[] echo = {COMMUNICATION_LINE_TEST, (byte) (lastNumber >> 8), (byte) lastNumber};
    if (!Arrays.equals(ask(Command.DIAGNOSE, echo, Duration.ZERO, end), echo)) {
      inDoubt = true;
      throw failed(
          Fault.COMMUNICATION, Effect.NONE, Command.DIAGNOSE, "the chip echoes other bytes");
    }
  }

  /** The same in the middle of something, where no other command may come between. */
  byte[] askNext(
      Command command, byte[] parameters, Predicate<Pn532Frame.Information> possible, Deadline end)
      throws DeviceException {
    byte[] frame = FrameFormat.command(command.code(), parameters);
    for (int attempt = 1; attempt <= ATTEMPTS && !end.isPast(); attempt++) {
      sendOnce(command, frame);
      Optional<Pn532Frame.Information> answer = hearOnce(command, possible, end);
      if (answer.isPresent()) {
        return accepted(answer.get());
      }
    }
    throw end.isPast()
        ? failed(Fault.TIMEOUT, Effect.NONE, command, "the chip did not take it within the limit")
        : failed(
            Fault.COMMUNICATION,
            Effect.NONE,
            command,
            "the chip did not get it in %d attempts; look at the cable".formatted(ATTEMPTS));
  }

  private void sendOnce(Command command, byte[] frame) throws DeviceException {
    try {
      prepare();
    } catch (LinkException e) {
      inDoubt = true;
      throw e.because(Effect.NONE, doing(command));
    }
    try {
      write(frame);
    } catch (LinkException e) {
      inDoubt = true;
      throw e.because(e.nothingSent() ? Effect.NONE : Effect.UNKNOWN, doing(command));
    }
  }

  /** The answer; empty if the chip surely did not get the command. */
  private Optional<Pn532Frame.Information> hearOnce(
      Command command, Predicate<Pn532Frame.Information> possible, Deadline end)
      throws DeviceException {
    Hearing heard = new Hearing(command);
    Deadline certain = deadline(slowest);
    try {
      listen(heard, end.before(RESERVE));
      if (heard.refused()) {
        throw refused(command);
      }
      return heard.answer().isPresent()
          ? heard.answer()
          : recover(command, possible, heard, certain, end);
    } catch (LinkException e) {
      inDoubt = true;
      throw e.because(Effect.UNKNOWN, doing(command));
    }
  }

  /**
   * Finds out what became of a command without a good answer.
   *
   * @param certain when no card works on it any more
   */
  private Optional<Pn532Frame.Information> recover(
      Command command,
      Predicate<Pn532Frame.Information> possible,
      Hearing heard,
      Deadline certain,
      Deadline end)
      throws LinkException, DeviceException {
    Predicate<Pn532Frame.Information> fits =
        answer -> answer.code() == command.answerCode() && possible.test(answer);
    careful = true;
    inDoubt = true;
    Deadline latest = end.before(RESERVE);
    if (!heard.acknowledged() && !heard.answerSeen()) {
      await(heard, certain.earlierOf(latest));
    }
    Pn532Frame.Information last = heard.answer().orElse(null);
    if (last == null) {
      last = repeatedAnswer(command, heard, end);
    }
    if (!fits.test(last)) {
      await(heard, heard.acknowledged() ? latest : certain.earlierOf(latest));
      last = heard.answer().orElse(null);
      if (last == null) {
        last = repeatedAnswer(command, heard, end);
      }
    }
    if (fits.test(last) && isNew(last, heard)) {
      return Optional.of(last);
    }
    if (!fits.test(last) && !heard.acknowledged() && certain.isPast()) {
      return Optional.empty();
    }
    throw lost(command, end, "the chip repeats one that may be to an earlier command");
  }

  private boolean isNew(Pn532Frame.Information last, Hearing heard) {
    Pn532Frame.Information before = lastAnswer;
    return heard.answer().isPresent()
        || heard.acknowledged() && heard.answerSeen()
        || before != null && !before.saysTheSameAs(last);
  }

  private DeviceException lost(Command command, Deadline end, String what) {
    Fault fault = end.before(RESERVE).isPast() ? Fault.TIMEOUT : Fault.COMMUNICATION;
    return failed(
        fault,
        Effect.UNKNOWN,
        command,
        "no answer came that is surely the one to it; asked again, " + what);
  }

  /** Makes the chip send its last answer again. */
  private Pn532Frame.Information repeatedAnswer(Command command, Hearing heard, Deadline end)
      throws LinkException, DeviceException {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      if (!heard.acknowledged()) {
        write(FLUSH);
      }
      ear.awaitSilence(QUIET, QUIET_LIMIT);
      write(FrameFormat.nack());
      Optional<Pn532Frame.Information> answer = firstAnswer();
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw lost(command, end, "the chip said nothing");
  }

  private Optional<Pn532Frame.Information> firstAnswer() throws LinkException {
    Deadline end = deadline(AnswerTime.limit(line, FrameFormat.MOST_DATA, ANSWER, Duration.ZERO));
    ear.mark();
    while (!end.isPast() && !ear.isStalled()) {
      Optional<Pn532Frame> frame = ear.next(shortest(SLICE, end.toGo()));
      if (frame.isPresent()
          && frame.get() instanceof Pn532Frame.Information information
          && information.identifier() == FrameFormat.FROM_CHIP) {
        return ear.heardNoise() ? Optional.empty() : Optional.of(information);
      }
    }
    return Optional.empty();
  }

  /** Listens until it is clear what came, or nothing came in time. */
  private void listen(Hearing heard, Deadline end) throws LinkException {
    Deadline latest =
        end.within(AnswerTime.limit(line, FRAME_AND_MORE, ACKNOWLEDGEMENT, Duration.ZERO));
    ear.mark();
    boolean patient = true;
    while (!heard.isDecided() && hear(heard, latest)) {
      if (heard.acknowledged() && patient) {
        // An answer with a damaged header is noise, and nothing follows it.
        patient = !ear.heardNoise();
        latest = patient ? end : end.within(ACKNOWLEDGEMENT);
      }
    }
  }

  /** Listens for what comes late. */
  private void await(Hearing heard, Deadline end) throws LinkException {
    ear.mark();
    while (heard.answer().isEmpty() && hear(heard, end)) {
      if (heard.isDecided()) {
        return;
      }
    }
  }

  private boolean hear(Hearing heard, Deadline until) throws LinkException {
    if (until.isPast()) {
      return false;
    }
    Optional<Pn532Frame> frame = ear.next(shortest(SLICE, until.toGo()));
    if (frame.isPresent()) {
      heard.take(frame.get(), ear.heardNoise());
      if (frame.get() instanceof Pn532Frame.Ack) {
        ear.mark();
      }
    } else if (ear.isStalled()) {
      heard.stalled();
      ear.forget();
    }
    return true;
  }

  private byte[] accepted(Pn532Frame.Information answer) {
    lastAnswer = answer;
    return answer.parameters();
  }

  private void prepare() throws LinkException {
    if (inDoubt) {
      write(FLUSH);
      write(FrameFormat.ack());
      ear.awaitSilence(QUIET, QUIET_LIMIT);
      inDoubt = false;
    } else {
      ear.forget();
    }
  }

  private void write(byte[] bytes) throws LinkException {
    link.write(bytes, AnswerTime.limit(line, bytes.length, WRITING, Duration.ZERO));
  }

  /** Wakes the chip up: 55 and zeros, which it takes while its clock starts (7.2.11). */
  void wakeUp() throws DeviceException {
    try {
      write(WAKE_UP);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "waking up the chip on " + name());
    }
    inDoubt = true;
  }

  /**
   * Says that the answer about the line's speed was heard, and changes the speed.
   *
   * @throws DeviceException with {@link Effect#NONE} if the port cannot do it
   */
  void changeSpeed(LineSettings settings) throws DeviceException {
    try {
      write(FrameFormat.ack());
      link.flush(WRITING);
      link.settings(settings);
      line = settings;
      ear.awaitSilence(QUIET, QUIET_LIMIT);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "changing the speed of " + name() + " to " + settings.baud());
    }
  }

  /** Whether the line is there. */
  boolean isOpen() {
    return link.isOpen();
  }

  /** Sets the line alone, for a chip that has the speed already. */
  void assumeSpeed(LineSettings settings) throws DeviceException {
    try {
      link.settings(settings);
      line = settings;
      inDoubt = true;
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "setting " + name() + " to " + settings.baud() + " baud");
    }
  }

  /** Lets time pass without asking anything; an interrupt or the close ends it. */
  void pause(Duration time) throws DeviceException {
    try {
      ear.awaitSilence(time, time);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, "waiting on " + name());
    }
  }

  /** The next command is told apart from what an earlier caller left on the line. */
  void doubt() {
    inDoubt = true;
  }

  private static Duration shortest(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private String doing(Command command) {
    return command + " to the PN532 on " + name();
  }

  private DeviceException refused(Command command) {
    inDoubt = true;
    return new DeviceException(
        Fault.COMMUNICATION,
        Effect.NONE,
        "syntax error",
        doing(command) + ": the chip could not read it; look at the cable and the chip's firmware");
  }

  private DeviceException failed(Fault fault, Effect effect, Command command, String what) {
    inDoubt = true;
    return new DeviceException(fault, effect, "", doing(command) + ": " + what);
  }
}
