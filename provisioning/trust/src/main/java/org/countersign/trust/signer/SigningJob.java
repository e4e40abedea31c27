package org.countersign.trust.signer;

import java.time.Instant;

/**
 * What a signature is for. It is the same whenever a job's signature is asked for again, also after
 * a restart.
 *
 * @param id of the job
 * @param serial of the card
 * @param profile hash of the card profile, hex
 * @param at when the serial was given to the job; becomes the signing time
 */
public record SigningJob(String id, String serial, String profile, Instant at) {}
