package org.countersign.station.lanes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceException;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.issue.MetChip;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.ledger.JobJournal;

/** A product of one exchange before the card is changed and one after. */
final class FakeProducts implements CardProducts {

  /** What the inspection says. */
  volatile boolean verdict = true;

  /** For an exchange with the chip. */
  volatile Duration limit = Duration.ofMillis(200);

  @Override
  public Trial tryOut(String job, Application application) {
    return new Trial.Good("ICAO-P256");
  }

  @Override
  public Preparation prepare(String job, Application application, String serial, Instant at) {
    return new Preparation.Ready(this::issue);
  }

  @Override
  public MetChip meet(String profile, ChipContact contact) {
    return new MetChip(contact, Duration.ofSeconds(1), System::nanoTime);
  }

  private IssuedCard issue(MetChip met, JobJournal journal) throws IssuanceException {
    ChipContact contact = met.contact();
    JobState reached = JobState.RESERVED;
    try {
      contact.powerOn(Duration.ofSeconds(1));
      String chip = chipId(contact);
      journal.enter(JobState.OPENED, Map.of("chip", chip));
      reached = JobState.OPENED;
      contact.transceive(new byte[5], limit);
      journal.enter(JobState.WRITING, Map.of());
      reached = JobState.WRITING;
      contact.transceive(new byte[5], limit);
      journal.enter(JobState.ACTIVATED, Map.of());
      contact.powerOff(Duration.ofSeconds(1));
      return card(chip);
    } catch (DeviceException e) {
      CardState state = reached == JobState.WRITING ? CardState.IN_DOUBT : CardState.BLANK;
      throw new IssuanceException(state, e.fault(), "an exchange failed: " + e.getMessage(), e);
    }
  }

  /** The fake answers with the number of its chip before the status word. */
  private String chipId(ChipContact contact) throws DeviceException {
    byte[] answer = contact.transceive(new byte[] {0, (byte) 0xCA, 0, 0}, limit);
    return answer.length > 2 ? Integer.toHexString(0x1000 + answer[0]) : "none";
  }

  private IssuedCard card(String chip) {
    return new IssuedCard(
        chip,
        3,
        30,
        List.of(),
        new DocumentVerifier.Verdict(
            List.of(new DocumentVerifier.Check("hashes", verdict, "compared"))));
  }
}
