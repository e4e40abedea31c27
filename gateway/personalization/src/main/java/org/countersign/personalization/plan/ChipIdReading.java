package org.countersign.personalization.plan;

import java.util.List;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.profile.CardRules;

/** How the chip's own number is asked for, and where it stands in the answer. */
final class ChipIdReading {

  private static final int CPLC_TAG = 0x9F7F;
  private static final int CPLC_SIZE = 42;

  private ChipIdReading() {}

  /** The commands; the answer to the last one holds the number. */
  static List<CommandApdu> commands(CardRules.ChipId chipId, CardRules card) {
    return switch (chipId) {
      case CardRules.Cplc c -> List.of(CommandApdu.of(0x80, 0xCA, 0x9F, 0x7F, 256));
      case CardRules.IdFile f ->
          List.of(
              CommandApdu.of(0x00, 0xA4, card.selectFileP1(), 0x0C, f.fid()),
              CommandApdu.of(0x00, 0xB0, 0, 0, f.size()));
      case CardRules.IdCommand c ->
          List.of(
              CommandApdu.of(
                  c.header().at(0), c.header().at(1), c.header().at(2), c.header().at(3), c.le()));
    };
  }

  /** The number; empty if the answer is none of this kind of chip. */
  static Optional<Bytes> number(CardRules.ChipId chipId, Bytes answer) {
    return switch (chipId) {
      case CardRules.Cplc c -> cplc(answer);
      case CardRules.IdFile f -> answer.size() == f.size() ? Optional.of(answer) : Optional.empty();
      case CardRules.IdCommand c ->
          answer.size() >= c.at() + c.size()
              ? Optional.of(answer.slice(c.at(), c.at() + c.size()))
              : Optional.empty();
    };
  }

  /**
   * Production life cycle data, 42 bytes: 0 fabricator (2), 2 type (2), 4 operating system (6), 10
   * fabrication date (2), 12 serial number (4), 16 batch (2), then what later stations wrote.
   */
  private static Optional<Bytes> cplc(Bytes answer) {
    try {
      return Tlv.decodeAll(answer).stream()
          .filter(t -> t.tag() == CPLC_TAG && t.value().size() == CPLC_SIZE)
          .map(Tlv::value)
          .map(v -> Bytes.concat(v.slice(0, 4), v.slice(16, 18), v.slice(12, 16)))
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
