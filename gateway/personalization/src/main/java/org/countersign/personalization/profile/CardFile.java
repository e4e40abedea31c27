package org.countersign.personalization.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file of the card, or a value that a proprietary card keeps by a command of its own.
 *
 * @param name by which steps, reports and read-back call it, for example {@code EF_DG1}
 * @param fid file identifier, 0000 to FFFF
 * @param sfi short file identifier, 1 to 30
 * @param content what stands in it
 * @param size exact size of the file in bytes; without it the content's own
 * @param openToAll whether anybody may read it on the finished card
 * @param ifPresent element or attachment without which the file is left out
 */
public record CardFile(
    String name,
    OptionalInt fid,
    OptionalInt sfi,
    Expression content,
    OptionalInt size,
    boolean openToAll,
    Optional<String> ifPresent) {}
