package org.countersign.pcsc;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.driver.Fault;

/** Return codes of PC/SC (pcsclite.h) with what they mean for a card station. */
enum ReturnCode {
  SCARD_F_INTERNAL_ERROR(
      0x80100001, Fault.COMMUNICATION, false, "pcscd failed inside", Advice.PCSCD_LOG),
  SCARD_E_CANCELLED(0x80100002, Fault.CANCELLED, false, "the call was cancelled", Advice.REPEAT),
  SCARD_E_INVALID_HANDLE(
      0x80100003, Fault.COMMUNICATION, true, "pcscd no longer knows us", Advice.REOPEN),
  SCARD_E_INVALID_PARAMETER(
      0x80100004, Fault.DRIVER_BUG, true, "the call was malformed", Advice.REPORT),
  SCARD_E_NO_MEMORY(
      0x80100006, Fault.COMMUNICATION, false, "pcscd has no room left", Advice.PCSCD_LOG),
  SCARD_E_INSUFFICIENT_BUFFER(
      0x80100008, Fault.HARDWARE, false, "the response is longer than PC/SC allows", Advice.CARD),
  SCARD_E_UNKNOWN_READER(
      0x80100009, Fault.COMMUNICATION, true, "the reader is not there", Advice.READER),
  SCARD_E_TIMEOUT(0x8010000A, Fault.TIMEOUT, false, "the time ran out", Advice.REPEAT),
  SCARD_E_SHARING_VIOLATION(
      0x8010000B,
      Fault.NOT_READY,
      true,
      "another program, or a call of ours that was broken off, holds the reader",
      Advice.OTHER_PROGRAM),
  SCARD_E_NO_SMARTCARD(0x8010000C, Fault.CARD_MISSING, false, "no card is in", Advice.INSERT),
  SCARD_E_PROTO_MISMATCH(
      0x8010000F, Fault.CARD_MUTE, true, "the chip speaks neither T=0 nor T=1", Advice.CARD),
  SCARD_E_NOT_READY(0x80100010, Fault.NOT_READY, true, "the reader is not ready", Advice.REPEAT),
  SCARD_E_INVALID_VALUE(
      0x80100011, Fault.DRIVER_BUG, true, "the call was malformed", Advice.REPORT),
  SCARD_F_COMM_ERROR(
      0x80100013, Fault.COMMUNICATION, false, "the line to pcscd broke", Advice.REOPEN),
  SCARD_F_UNKNOWN_ERROR(
      0x80100014, Fault.COMMUNICATION, false, "the reader's driver failed", Advice.PCSCD_LOG),
  SCARD_E_INVALID_ATR(
      0x80100015, Fault.CARD_MUTE, true, "the chip's answer to reset makes no sense", Advice.CARD),
  SCARD_E_NOT_TRANSACTED(
      0x80100016, Fault.COMMUNICATION, false, "reader and chip lost each other", Advice.CARD),
  SCARD_E_READER_UNAVAILABLE(
      0x80100017, Fault.COMMUNICATION, true, "the reader is gone", Advice.READER),
  SCARD_E_CARD_UNSUPPORTED(
      0x8010001C, Fault.CARD_MUTE, true, "the reader does not support the card", Advice.CARD),
  SCARD_E_NO_SERVICE(
      0x8010001D, Fault.COMMUNICATION, false, "pcscd does not answer", Advice.START_PCSCD),
  SCARD_E_SERVICE_STOPPED(
      0x8010001E, Fault.COMMUNICATION, false, "pcscd has stopped", Advice.START_PCSCD),
  SCARD_E_UNSUPPORTED_FEATURE(
      0x8010001F, Fault.HARDWARE, true, "the reader cannot do that", Advice.READER),
  SCARD_E_NO_READERS_AVAILABLE(
      0x8010002E, Fault.COMMUNICATION, true, "pcscd sees no reader at all", Advice.READER),
  SCARD_W_UNSUPPORTED_CARD(
      0x80100065, Fault.CARD_MUTE, true, "the reader does not support the card", Advice.CARD),
  SCARD_W_UNRESPONSIVE_CARD(
      0x80100066, Fault.CARD_MUTE, true, "the chip does not answer its reset", Advice.CARD),
  SCARD_W_UNPOWERED_CARD(0x80100067, Fault.CARD_MUTE, true, "the chip has no power", Advice.CARD),
  SCARD_W_RESET_CARD(
      0x80100068, Fault.NOT_READY, true, "another program reset the chip", Advice.OTHER_PROGRAM),
  SCARD_W_REMOVED_CARD(0x80100069, Fault.CARD_TAKEN, true, "the card was pulled", Advice.INSERT),
  SCARD_W_SECURITY_VIOLATION(
      0x8010006A, Fault.CONFIGURATION, true, "pcscd refuses this user", Advice.POLKIT);

  /** What to do. */
  private static final class Advice {
    static final String REPEAT = "try again";
    static final String REOPEN = "power the chip on again";
    static final String START_PCSCD = "start it: systemctl start pcscd.socket";
    static final String PCSCD_LOG = "look at its log: journalctl -u pcscd; then restart it";
    static final String READER = "plug the reader in, or correct 'reader' in the device's file";
    static final String OTHER_PROGRAM = "end the other program and begin anew";
    static final String INSERT = "insert a card";
    static final String CARD = "insert the card again, clean or replace it";
    static final String POLKIT = "allow org.debian.pcsc-lite.access_pcsc for the gateway's user";
    static final String REPORT = "report it with the log to the driver's maker";
  }

  /** Success. */
  static final int SUCCESS = 0;

  private static final Map<Integer, ReturnCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(c -> c.code, Function.identity()));

  private final int code;
  private final Fault fault;
  private final boolean beforeTheChip;
  private final String meaning;
  private final String remedy;

  ReturnCode(int code, Fault fault, boolean beforeTheChip, String meaning, String remedy) {
    this.code = code;
    this.fault = fault;
    this.beforeTheChip = beforeTheChip;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  int code() {
    return code;
  }

  Fault fault() {
    return fault;
  }

  /**
   * Whether pcsc-lite returns it only before it hands anything to the reader: then the chip has
   * surely not seen the command (winscard.c, SCardTransmit).
   */
  boolean beforeTheChip() {
    return beforeTheChip;
  }

  /** Whether the context is of no use any more. */
  boolean losesContext() {
    return switch (this) {
      case SCARD_F_INTERNAL_ERROR,
          SCARD_E_INVALID_HANDLE,
          SCARD_E_NO_MEMORY,
          SCARD_F_COMM_ERROR,
          SCARD_E_NO_SERVICE,
          SCARD_E_SERVICE_STOPPED ->
          true;
      default -> false;
    };
  }

  /** What it means and what to do, as the end of a sentence. */
  String explanation() {
    return meaning + "; " + remedy;
  }

  /** A code that is not listed is pcscd's or a reader driver's own failure. */
  static ReturnCode of(int code) {
    return BY_CODE.getOrDefault(code, SCARD_F_UNKNOWN_ERROR);
  }

  /** The code's name, or its number if it is not listed. */
  static String nameOf(int code) {
    ReturnCode known = BY_CODE.get(code);
    return known == null ? String.format("0x%08X", code) : known.name();
  }
}
