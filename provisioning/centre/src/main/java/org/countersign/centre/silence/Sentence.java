package org.countersign.centre.silence;

/** The same for readers of both languages. */
public record Sentence(String english, String chinese) {}
