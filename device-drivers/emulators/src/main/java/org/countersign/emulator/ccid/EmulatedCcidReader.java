package org.countersign.emulator.ccid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedLine;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.CardSlot;

/**
 * A serial CCID reader with one slot. Cards are put in and taken out by any thread; {@link #serve}
 * runs on the {@link EmulatedDevice}'s. A new session is a reader that was just plugged in: its
 * card has no power.
 */
public final class EmulatedCcidReader implements EmulatedDevice.Session, CardSlot {

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final byte[] NOTHING = {};
  private static final int TYPE = 0;
  private static final int SEQUENCE = 6;

  private final ReaderModel model;
  private final Habits habits = new Habits();
  private final SlotContacts contacts;

  private byte[] lastAnswer = NOTHING;
  private boolean tellsAtOnce;
  private volatile int mode;

  /** An empty reader. */
  public EmulatedCcidReader(ReaderModel model) {
    this.model = model;
    this.contacts = new SlotContacts(model, habits);
  }

  /** What it is. */
  public ReaderModel model() {
    return model;
  }

  /** What it does badly. */
  public Habits habits() {
    return habits;
  }

  /**
   * Supplies at which cards answer: bPowerSelect 1 for 5 V, 2 for 3 V, 3 for 1.8 V; at first all.
   */
  public void cardsAnswerAt(Integer... supplies) {
    contacts.answerAt(supplies);
  }

  /** What the host last set by the ACS escape command 44; 0 if nothing. */
  public int communicationMode() {
    return mode;
  }

  /** Whether a card is in. */
  public boolean isCardIn() {
    return contacts.isCardIn();
  }

  /** Whether the card has power. */
  public boolean isPowered() {
    return contacts.isPowered();
  }

  @Override
  public void insert(CardEmulator card) {
    contacts.insert(card);
  }

  @Override
  public void remove() {
    contacts.remove();
  }

  @Override
  public void close() {
    remove();
  }

  @Override
  public void serve(EmulatedLine line) throws IOException {
    contacts.powerOff();
    lastAnswer = NOTHING;
    mode = 0;
    // A Twin tells of cards at once until it is told to wait; an ACS reader only when told to.
    tellsAtOnce = !model.acs();
    HostBytes host = new HostBytes(line);
    Dialect dialect = model.dialect();
    try {
      while (true) {
        switch (dialect.read(host, LOOK)) {
          case HostFrame.Silence nothing -> tellOfCards(line, dialect, tellsAtOnce);
          case HostFrame.Damaged damaged -> line.write(dialect.refusal(damaged.code()));
          case HostFrame.SendAgain again -> line.write(lastAnswer);
          case HostFrame.Command command -> run(line, host, dialect, command.message());
        }
      }
    } finally {
      contacts.powerOff();
    }
  }

  private void tellOfCards(EmulatedLine line, Dialect dialect, boolean now) throws IOException {
    if (now && contacts.takeChange()) {
      line.write(dialect.slotChange(model.slot(), contacts.isCardIn()));
    }
  }

  private void run(EmulatedLine line, HostBytes host, Dialect dialect, byte[] command)
      throws IOException {
    int type = command[TYPE] & 0xFF;
    if (habits.strikes(Habit.DEAF, type)) {
      return;
    }
    if (habits.strikes(Habit.REFUSE, type)) {
      line.write(dialect.refusal(0xFF));
      return;
    }
    line.write(acceptance(dialect, command, type));
    tellOfCards(line, dialect, !model.acs());
    if (habits.strikes(Habit.MORE_TIME, type)) {
      line.write(dialect.patience());
      line.write(dialect.frame(CcidAnswer.moreTime(command)));
    }
    byte[] answer =
        habits.strikes(Habit.BUSY, type)
            ? CcidAnswer.failed(command, contacts.status(), CcidAnswer.SLOT_BUSY)
            : answer(command);
    if (dialect.deafAtWork()) {
      host.skipUntil(Duration.ZERO);
    }
    send(line, dialect, answer, type);
  }

  private byte[] acceptance(Dialect dialect, byte[] command, int type) {
    boolean echo = !habits.strikes(Habit.NO_ECHO, type);
    if (!habits.strikes(Habit.GARBLED_ECHO, type)) {
      return dialect.accepted(command, echo);
    }
    byte[] other = command.clone();
    other[other.length - 1] ^= 0x10;
    return dialect.accepted(other, echo);
  }

  private void send(EmulatedLine line, Dialect dialect, byte[] answer, int type)
      throws IOException {
    byte[] frame = dialect.frame(answer);
    byte[] before = lastAnswer;
    lastAnswer = frame;
    if (habits.strikes(Habit.NO_ANSWER, type)) {
      return;
    }
    if (habits.strikes(Habit.NOISE, type)) {
      line.write(new byte[] {0x11, 0x02, 0x03, 0x06, 0x50, 0x7F, (byte) 0xFE});
    }
    if (habits.strikes(Habit.FALSE_SLOT_CHANGE, type)) {
      line.write(dialect.slotChange(model.slot(), !contacts.isCardIn()));
    }
    if (habits.strikes(Habit.OLD_ANSWER_FIRST, type)) {
      line.write(before);
    }
    if (habits.strikes(Habit.OTHER_SEQUENCE, type)) {
      byte[] other = answer.clone();
      other[SEQUENCE] = (byte) (other[SEQUENCE] + 7);
      frame = dialect.frame(other);
    }
    if (habits.strikes(Habit.WRONG_CHECK, type)) {
      frame = dialect.withWrongCheck(frame);
    }
    // Counted before the host can hear of it.
    boolean twice = habits.strikes(Habit.TWICE, type);
    line.write(frame);
    if (twice) {
      line.write(frame);
    }
  }

  private byte[] answer(byte[] command) {
    if ((command[5] & 0xFF) != model.slot()) {
      return CcidAnswer.failed(command, 2, CcidAnswer.SLOT_WRONG);
    }
    return switch (command[TYPE] & 0xFF) {
      case 0x62 -> contacts.powerOn(command);
      case 0x63 -> {
        contacts.powerOff();
        yield CcidAnswer.done(command, contacts.status(), NOTHING);
      }
      case 0x65 -> CcidAnswer.done(command, contacts.status(), NOTHING);
      case 0x6F -> contacts.transfer(command);
      case 0x61, 0x6C, 0x6D -> contacts.parameters(command);
      case 0x6B -> escape(command);
      default -> CcidAnswer.failed(command, contacts.status(), CcidAnswer.NOT_SUPPORTED);
    };
  }

  private byte[] escape(byte[] command) {
    byte[] data = CcidAnswer.data(command);
    byte[] words = model.firmware().getBytes(StandardCharsets.US_ASCII);
    if (model.acs() && data.length == 2 && data[0] == 0x44) {
      mode = data[1] & 0xFF;
      tellsAtOnce = (mode & 0x80) != 0;
      return CcidAnswer.done(command, contacts.status(), new byte[] {(byte) 0x90, data[1]});
    }
    if (model.acs() && data.length == 5 && data[3] == 0x18) {
      byte[] answer = new byte[5 + words.length];
      answer[0] = (byte) 0xE1;
      answer[4] = (byte) words.length;
      System.arraycopy(words, 0, answer, 5, words.length);
      return CcidAnswer.done(command, contacts.status(), answer);
    }
    if (!model.acs() && data.length == 1 && data[0] == 0x02) {
      return CcidAnswer.done(command, contacts.status(), words);
    }
    if (!model.acs() && data.length == 3 && data[0] == 0x01) {
      tellsAtOnce = data[2] != 0x01;
      return CcidAnswer.done(command, contacts.status(), NOTHING);
    }
    return CcidAnswer.failed(command, contacts.status(), CcidAnswer.NOT_SUPPORTED);
  }
}
