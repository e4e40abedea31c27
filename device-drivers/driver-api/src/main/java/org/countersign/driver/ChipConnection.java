package org.countersign.driver;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a chip answered to its reset.
 *
 * @param answerToReset ATR (ISO 7816-3), or the one that PC/SC part 3 builds for a contactless chip
 * @param protocol transmission protocol in use
 * @param maxCommandBytes longest command APDU that reader and driver carry
 * @param maxResponseBytes longest response APDU that reader and driver carry, status word included
 */
public record ChipConnection(
    byte[] answerToReset, Protocol protocol, int maxCommandBytes, int maxResponseBytes) {

  /** Transmission protocols of ISO 7816-3 and ISO 14443-4. */
  public enum Protocol {
    T0,
    T1,
    TCL
  }

  public ChipConnection {
    answerToReset = answerToReset.clone();
  }

  @Override
  public byte[] answerToReset() {
    return answerToReset.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChipConnection that
        && Arrays.equals(answerToReset, that.answerToReset)
        && protocol == that.protocol
        && maxCommandBytes == that.maxCommandBytes
        && maxResponseBytes == that.maxResponseBytes;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(answerToReset);
  }

  @Override
  public String toString() {
    return "ATR " + HexFormat.of().formatHex(answerToReset) + " " + protocol;
  }
}
