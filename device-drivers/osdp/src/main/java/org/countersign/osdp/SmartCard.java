package org.countersign.osdp;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * The chip at a reader in transparent mode (SIA OSDP v2.2, XWR A1 and XRD B1). Mode 00 reports
 * cards by itself, mode 01 passes APDUs. The reader may answer at once or ACK and answer a later
 * POLL.
 */
final class SmartCard implements ChipContact {

  private static final byte[] GET_MODE = {0, 1};
  private static final byte[] MODE_00_WITH_REPORTS = {0, 2, 0, 1};
  private static final byte[] MODE_01 = {0, 2, 1, 0};
  private static final int SEND_APDU = 1;
  private static final int TERMINATE = 2;
  private static final int SCAN = 4;

  /** Mode, code and reader number before an APDU; the same and a status before its response. */
  private static final int COMMAND_HEADER = 3;

  private static final int RESPONSE_HEADER = 4;
  private static final int REPORT_POLLS = 3;

  private final Peripheral reader;
  private final Duration pause;
  private final int slot;
  private final int maxCommand;

  /** Session in which mode 01 was set; 0 in none. */
  private int transparentIn;

  private int poweredIn;

  SmartCard(Peripheral reader, OsdpSettings settings, int packetBytes) {
    this.reader = reader;
    this.pause = settings.poll();
    this.slot = settings.slot();
    this.maxCommand = SecureChannel.capacity(packetBytes) - COMMAND_HEADER;
  }

  /** Readers claim it and refuse it: the answer counts, not the claim. */
  void checkSupported(Duration limit) throws DeviceException {
    String doing = "asking for transparent mode";
    Reply mode = reader.ask(repeatable(GET_MODE, doing), limit);
    if (mode.isRefusal()) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "NAK %02X".formatted(mode.reason()),
          doing
              + ": the reader has none ("
              + Refusal.inWords(mode.reason())
              + "); it can talk to no chip, set smart-card = false");
    }
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    Deadline deadline = Deadline.in(limit, System::nanoTime);
    while (isChipThere(Duration.ofSeconds(5)) != present) {
      if (deadline.isPassed()) {
        return false;
      }
      reader.rest(deadline.atMost(pause), Effect.NONE, "waiting for a card");
    }
    return true;
  }

  private boolean isChipThere(Duration limit) throws DeviceException {
    String doing = "looking for a card";
    enterTransparentMode(limit);
    byte[] scan = {1, SCAN, (byte) slot};
    Deadline deadline = Deadline.in(limit, System::nanoTime);
    Reply reply = reader.ask(repeatable(scan, doing).in(transparentIn), limit);
    while (true) {
      Optional<CardReport> report =
          CardReport.of(reply.isRefusal() ? refused(reply, doing) : reply);
      if (report.isPresent() && report.get().tellsPresence()) {
        return report.get().isPresent();
      }
      if (deadline.isPassed()) {
        throw new DeviceException(
            Fault.TIMEOUT,
            Effect.NONE,
            "",
            doing + ": the reader does not say whether one is there");
      }
      reader.rest(deadline.atMost(pause), Effect.NONE, doing);
      reply = poll(limit, doing, Effect.NONE);
    }
  }

  private static Reply refused(Reply reply, String doing) throws DeviceException {
    throw reply.refused(doing);
  }

  private void enterTransparentMode(Duration limit) throws DeviceException {
    // A new session may begin with the very command, so it is looked at until it stays.
    while (transparentIn == 0 || !reader.isIn(transparentIn)) {
      setMode(MODE_01, limit);
      transparentIn = reader.session();
    }
  }

  private Reply setMode(byte[] mode, Duration limit) throws DeviceException {
    String doing = "setting transparent mode " + mode[2];
    Reply reply = reader.ask(repeatable(mode, doing), limit);
    if (reply.isRefusal()) {
      throw reply.refused(doing);
    }
    return reply;
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    poweredIn = 0;
    Optional<CardReport> report = report(limit);
    enterTransparentMode(limit);
    endCard(limit);
    if (!isChipThere(limit)) {
      throw new DeviceException(
          Fault.CARD_MISSING,
          Effect.NONE,
          "",
          "powering a card on: " + reader.name() + " has none");
    }
    if (transparentIn != reader.session()) {
      throw new DeviceException(
          Fault.COMMUNICATION,
          Effect.NONE,
          "",
          "powering a card on: the session was lost; try again");
    }
    poweredIn = transparentIn;
    CardReport known = report.orElse(CardReport.UNKNOWN);
    return new ChipConnection(
        known.answerToReset(),
        known.protocol(),
        maxCommand,
        SecureChannel.capacity(Packet.GREATEST) - RESPONSE_HEADER);
  }

  /** Mode 00 makes the reader report the card with its answer to reset, if it can. */
  private Optional<CardReport> report(Duration limit) throws DeviceException {
    transparentIn = 0;
    setMode(MODE_00_WITH_REPORTS, limit);
    for (int i = 0; i < REPORT_POLLS; i++) {
      Optional<CardReport> report =
          CardReport.of(poll(limit, "asking for the card's report", Effect.NONE));
      if (report.isPresent() && report.get().answerToReset().length > 0) {
        return report;
      }
      reader.rest(pause, Effect.NONE, "waiting for the card's report");
    }
    return Optional.empty();
  }

  /** Ends the dialogue with the card, so that it has lost its state. */
  private void endCard(Duration limit) throws DeviceException {
    byte[] terminate = {1, TERMINATE, (byte) slot};
    // A reader without a card may refuse; what counts is that none has power afterwards.
    reader.ask(repeatable(terminate, "ending the dialogue with a card"), limit);
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    String doing = "sending a command to the card";
    if (poweredIn == 0) {
      throw new DeviceException(
          Fault.NOT_READY, Effect.NONE, "", doing + ": it has no power; call powerOn first");
    }
    if (command.length > maxCommand) {
      throw new DeviceException(
          Fault.CONFIGURATION,
          Effect.NONE,
          "",
          "%s: %d bytes, but the reader takes %d".formatted(doing, command.length, maxCommand));
    }
    byte[] data =
        Arrays.copyOf(new byte[] {1, SEND_APDU, (byte) slot}, COMMAND_HEADER + command.length);
    System.arraycopy(command, 0, data, COMMAND_HEADER, command.length);
    Deadline deadline = Deadline.in(limit, System::nanoTime);
    Reply reply = reader.ask(Question.once(Code.XWR, doing, data).in(poweredIn).patient(), limit);
    return response(reply.isRefusal() ? refused(reply, doing) : reply, deadline, doing);
  }

  private byte[] response(Reply first, Deadline deadline, String doing) throws DeviceException {
    Reply reply = first;
    while (true) {
      Optional<CardReport> report = CardReport.of(reply);
      if (report.isPresent() && report.get().kind() == CardReport.Kind.RESPONSE) {
        return whole(report.get().response(), doing);
      }
      if (report.isPresent() && report.get().isTrouble()) {
        throw trouble(report.get(), doing);
      }
      if (deadline.isPassed()) {
        throw new DeviceException(
            Fault.TIMEOUT, Effect.UNKNOWN, "", doing + ": the reader has no response in time");
      }
      reader.rest(deadline.atMost(pause), Effect.UNKNOWN, doing);
      reply = poll(deadline.left(), doing, Effect.UNKNOWN);
    }
  }

  private byte[] whole(byte[] response, String doing) throws DeviceException {
    if (response.length >= 2) {
      return response;
    }
    throw new DeviceException(
        Fault.CARD_MUTE,
        Effect.UNKNOWN,
        "",
        "%s: its response has %d bytes".formatted(doing, response.length));
  }

  private DeviceException trouble(CardReport report, String doing) {
    poweredIn = 0;
    boolean there = true;
    try {
      there = isChipThere(Duration.ofSeconds(2));
    } catch (DeviceException e) {
      // The first failure is the one to tell; this only chooses its name.
    }
    return new DeviceException(
        there ? Fault.CARD_MUTE : Fault.CARD_TAKEN,
        Effect.UNKNOWN,
        report.vendorCode(),
        doing + (there ? ": the reader reports an error" : ": the card is gone"));
  }

  /** A POLL brings an event once: a lost one is not asked for again. */
  private Reply poll(Duration limit, String doing, Effect effect) throws DeviceException {
    Question poll = Question.once(Code.POLL, doing, new byte[0]).in(reader.session());
    try {
      return reader.ask(effect == Effect.UNKNOWN ? poll.patient() : poll.withLongReply(), limit);
    } catch (DeviceException e) {
      throw new DeviceException(
          e.fault(), effect, e.vendorCode(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Question repeatable(byte[] data, String doing) {
    return Question.once(Code.XWR, doing, data).mayRepeat();
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    if (poweredIn == 0) {
      return;
    }
    poweredIn = 0;
    endCard(limit);
  }
}
