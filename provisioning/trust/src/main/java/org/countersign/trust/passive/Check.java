package org.countersign.trust.passive;

/**
 * One check.
 *
 * @param name short word, for example {@code hashes}
 * @param passed whether it passed
 * @param detail what was compared, or why it failed; no personal data
 */
public record Check(String name, boolean passed, String detail) {}
