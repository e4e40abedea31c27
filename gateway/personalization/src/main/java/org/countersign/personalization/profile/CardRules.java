package org.countersign.personalization.profile;

import java.util.Optional;
import org.countersign.apdu.Bytes;

/**
 * What is known of the chip.
 *
 * @param match which answers to reset belong to it; empty for any
 * @param chipId how its own number is read
 * @param memory bytes of non-volatile memory for files
 * @param page bytes that the memory writes at once
 * @param maxCommandData longest command data field in bytes; above 255 means extended length
 * @param maxResponseData longest response data field in bytes
 * @param selectFileP1 P1 of SELECT by file identifier: 00, 01 or 02 (ISO 7816-4, table 62)
 */
public record CardRules(
    Optional<AtrMatch> match,
    ChipId chipId,
    int memory,
    int page,
    int maxCommandData,
    int maxResponseData,
    int selectFileP1) {

  /** Answers to reset that are {@code value} wherever {@code mask} has a bit. */
  public record AtrMatch(Bytes value, Bytes mask) {

    /** Whether an answer to reset is one of them. */
    public boolean matches(Bytes atr) {
      if (atr.size() != value.size()) {
        return false;
      }
      for (int i = 0; i < atr.size(); i++) {
        if (((atr.at(i) ^ value.at(i)) & mask.at(i)) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** How the chip's own number is read. */
  public sealed interface ChipId {
    /** Bytes of the number. */
    int size();
  }

  /**
   * IC fabricator, type, batch and serial number of the card production life cycle data
   * (GlobalPlatform, GET DATA 9F7F): 10 bytes that personalisation does not change.
   */
  public record Cplc() implements ChipId {
    @Override
    public int size() {
      return 10;
    }
  }

  /** A file that anybody may read from the root. */
  public record IdFile(Bytes fid, int size) implements ChipId {}

  /** Part of the answer to a command. */
  public record IdCommand(Bytes header, int le, int at, int size) implements ChipId {}
}
