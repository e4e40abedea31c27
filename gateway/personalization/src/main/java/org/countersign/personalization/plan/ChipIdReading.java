package org.countersign.personalization.plan;

import java.util.List;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.Tlv;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.profile.CardRules;
import org.countersign.personalization.profile.Step.EffectClass;

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

  /**
   * Reads the number.
   *
   * @param secured whether through the secure channel, if one is open
   */
  static Bytes read(CardRules card, CardSession session, String label, boolean secured)
      throws DeviceException, StepFailure {
    Bytes answer = Bytes.empty();
    for (CommandApdu command : commands(card.chipId(), card)) {
      Bytes trial = command.le() == 0 ? Bytes.empty() : trialAnswer(card.chipId());
      CardSession.Call call =
          new CardSession.Call(
              label, command, List.of(0x9000), EffectClass.NONE, secured, true, 0, trial);
      answer = session.call(call).data();
    }
    return number(card.chipId(), answer)
        .orElseThrow(() ->
            new StepFailure(
                StepFailure.Reason.DATA, null, label + ": the answer is none of this chip"));
  }

  private static Bytes trialAnswer(CardRules.ChipId chipId) {
    return switch (chipId) {
      case CardRules.Cplc c -> Tlv.encode(CPLC_TAG, Bytes.of(new byte[CPLC_SIZE]));
      case CardRules.IdFile f -> Bytes.of(new byte[f.size()]);
      case CardRules.IdCommand c -> Bytes.of(new byte[c.at() + c.size()]);
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
