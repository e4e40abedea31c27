package org.countersign.station.jobs;

import java.time.Instant;
import java.util.Optional;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuedCard;

/**
 * What the station knows of a job; no personal data.
 *
 * @param suite signature suite in use
 * @param serial from {@link JobState#RESERVED} on
 * @param device from {@link JobState#OPENED} on
 * @param problem why it ended without a card or waits for a person
 * @param work from {@link JobState#ACTIVATED} on
 */
public record JobRecord(
    String id,
    String profile,
    String suite,
    JobState state,
    Optional<String> serial,
    Optional<String> device,
    Instant acceptedAt,
    Instant changedAt,
    Optional<String> problem,
    Optional<IssuedCard> work) {}
