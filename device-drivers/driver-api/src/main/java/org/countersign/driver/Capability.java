package org.countersign.driver;

/**
 * Something that a device can do. Found by {@link Device#capability(Class)}; a device that declares
 * one can do all of it.
 */
public interface Capability {}
