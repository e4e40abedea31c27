package org.countersign.personalization.issue;

import java.util.Map;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.CardKeys;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.signing.DocumentSigner;

/** A job's plan, the card it is carried out on, and where that is written down. */
record CardAtWork(
    CardIssuance.Ports ports,
    CardKeys keys,
    String jobId,
    Plan plan,
    MetChip met,
    IssuanceJournal journal) {

  Profile profile() {
    return plan.profile();
  }

  StepClock clock() {
    return met.clock();
  }

  /** Its number as a fact for the journal. */
  Map<String, String> chipFact() {
    return Map.of("chip", met.number().toHex());
  }

  DocumentSigner.Request signatureRequest(SortedMap<Integer, Bytes> dataGroups) {
    return new DocumentSigner.Request(
        jobId, plan.serial(), plan.suite(), profile().hash(), plan.at(), dataGroups);
  }

  /** A session with the chip as it was powered last. */
  LiveSession session(CardFacts facts, Progress progress) {
    return new LiveSession(
        met.counting(), profile().card(), met.connection(), facts, progress, journal::settle);
  }

  /** What is known of the card before a command. */
  CardFacts facts() {
    CardFacts facts = new CardFacts(keys);
    facts.chipId(met.number());
    return facts;
  }

  /** Nothing has happened to the card. */
  Progress progress() {
    return new Progress(!profile().resume().isEmpty());
  }
}
