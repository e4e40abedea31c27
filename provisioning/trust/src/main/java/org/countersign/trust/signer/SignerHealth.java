package org.countersign.trust.signer;

import java.time.Duration;

/**
 * How a signer stands.
 *
 * @param ready whether it would sign now
 * @param detail why not, or until when it may sign
 * @param left time until it may sign no longer; zero or less when that is over
 */
public record SignerHealth(boolean ready, String detail, Duration left) {}
