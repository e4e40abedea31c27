package org.countersign.ccid;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvents;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;

/**
 * One slot of a reader: the CCID commands, the ones that may be repeated repeated, and what is
 * known of the card's presence told as events.
 */
final class ReaderSlot implements CardLink {

  private static final int ATTEMPTS = 4;
  private static final int BUSY_ATTEMPTS = 20;
  private static final Duration BUSY_PAUSE = Duration.ofMillis(50);
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(4);
  private static final Duration HEARING_LIMIT = Duration.ofMillis(700);
  private static final Duration POWER_TIME = Duration.ofSeconds(1);
  private static final byte[] NOTHING = {};

  private enum Presence {
    UNKNOWN,
    PRESENT,
    ABSENT
  }

  private final CcidLine line;
  private final DeviceEvents events;
  private Presence presence = Presence.UNKNOWN;
  private boolean hinted;

  ReaderSlot(
      ByteLink link,
      LineSettings lineSettings,
      CcidSettings settings,
      LongSupplier nanoTime,
      DeviceEvents events) {
    this.events = events;
    this.line =
        new CcidLine(
            link,
            lineSettings,
            settings.profile().framing(),
            settings.slot(),
            nanoTime,
            states -> hinted = true);
  }

  /** Asks whether a card is there. */
  boolean isCardPresent() throws ExchangeFailure {
    hinted = false;
    CcidMessage answer =
        repeated(Command.GET_SLOT_STATUS, 0, NOTHING, Duration.ZERO, after(STATUS_LIMIT));
    return answer.cardStatus() != 2;
  }

  /** Waits until the reader says something by itself, or the limit has passed. */
  void listen(Duration limit) throws ExchangeFailure {
    if (!hinted) {
      line.listen(limit);
    }
  }

  /**
   * Powers the card up; it is without power before.
   *
   * @param voltage bPowerSelect
   * @return the answer to reset
   */
  byte[] powerOn(int voltage, Deadline deadline) throws ExchangeFailure {
    return repeated(Command.ICC_POWER_ON, voltage << 16, NOTHING, POWER_TIME, deadline).data();
  }

  void powerOff(Deadline deadline) throws ExchangeFailure {
    repeated(Command.ICC_POWER_OFF, 0, NOTHING, POWER_TIME, deadline);
  }

  /** Tells the reader what protocol the card speaks, and how. */
  void setParameters(int protocol, byte[] structure, Deadline deadline) throws ExchangeFailure {
    repeated(Command.SET_PARAMETERS, protocol << 16, structure, POWER_TIME, deadline);
  }

  /** Asks something of the vendor's that changes nothing when asked twice. */
  byte[] escape(byte[] command) throws ExchangeFailure {
    return repeated(Command.ESCAPE, 0, command, Duration.ZERO, after(STATUS_LIMIT)).data();
  }

  /** Whether the reader answers the vendor's question at the speed of the line as it is. */
  boolean hears(byte[] question) throws ExchangeFailure {
    try {
      line.ask(Command.ESCAPE, 0, question, Duration.ZERO, false, after(HEARING_LIMIT));
      return true;
    } catch (ExchangeFailure e) {
      if (e.kind() == ExchangeFailure.Kind.LINK) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public int greatest() {
    return CcidSettings.GREATEST_MESSAGE - CcidMessage.HEADER;
  }

  @Override
  public CcidMessage transfer(
      byte[] bytes, int times, int level, Duration cardTime, boolean waitOut, Deadline deadline)
      throws ExchangeFailure {
    // wLevelParameter is little-endian in bytes 8 and 9, behind bBWI.
    int specific = (times > 1 ? times & 0xFF : 0) << 16 | (level & 0xFF) << 8 | level >> 8;
    for (int attempt = 1; ; attempt++) {
      try {
        return noted(line.ask(Command.XFR_BLOCK, specific, bytes, cardTime, waitOut, deadline));
      } catch (ExchangeFailure e) {
        note(e);
        // The reader did nothing; it finishes what was broken off before.
        if (e.error() != ReaderError.SLOT_BUSY || attempt == BUSY_ATTEMPTS) {
          throw e;
        }
        line.listen(BUSY_PAUSE);
      }
    }
  }

  private CcidMessage repeated(
      Command command, int specific, byte[] data, Duration cardTime, Deadline deadline)
      throws ExchangeFailure {
    for (int attempt = 1; ; attempt++) {
      try {
        return noted(line.ask(command, specific, data, cardTime, false, deadline));
      } catch (ExchangeFailure e) {
        note(e);
        boolean busy = e.error() == ReaderError.SLOT_BUSY;
        if (!(e.isPassing() || busy) || attempt >= (busy ? BUSY_ATTEMPTS : ATTEMPTS)) {
          throw e;
        }
        if (busy) {
          line.listen(BUSY_PAUSE);
        }
      }
    }
  }

  private CcidMessage noted(CcidMessage answer) {
    note(answer.cardStatus());
    return answer;
  }

  private void note(ExchangeFailure e) {
    if (e.kind() == ExchangeFailure.Kind.FAILED) {
      note(e.cardAbsent() ? 2 : 0);
    } else if (e.kind() == ExchangeFailure.Kind.LINK && !line.isOpen()) {
      events.tell(
          new DeviceEvent(
              DeviceEvent.Kind.DEVICE_LOST, "the line to the reader at " + line.name() + " ended"));
    }
  }

  private void note(int cardStatus) {
    Presence now = cardStatus == 2 ? Presence.ABSENT : Presence.PRESENT;
    Presence before = presence;
    presence = now;
    if (before == Presence.UNKNOWN || before == now) {
      return;
    }
    events.tell(
        now == Presence.PRESENT
            ? new DeviceEvent(DeviceEvent.Kind.CARD_INSERTED, "a card is in the reader")
            : new DeviceEvent(DeviceEvent.Kind.CARD_REMOVED, "the reader is empty"));
  }

  void settings(LineSettings changed) throws ExchangeFailure {
    line.settings(changed);
  }

  private Deadline after(Duration limit) {
    return Deadline.after(limit, line.clock());
  }

  LongSupplier clock() {
    return line.clock();
  }

  String name() {
    return line.name();
  }

  boolean isOpen() {
    return line.isOpen();
  }

  /** Any thread. */
  void close() {
    line.close();
  }
}
