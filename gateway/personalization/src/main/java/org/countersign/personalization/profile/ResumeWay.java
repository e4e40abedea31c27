package org.countersign.personalization.profile;

import java.util.List;
import java.util.Optional;

/**
 * One way to go on with a card whose work was cut off: which keys it then has, what is written
 * again and how it is made valid. A profile's ways are tried in order until the card accepts the
 * keys of one.
 *
 * @param name for messages and the record
 * @param afterActivating whether it is tried only on a card of which {@code ACTIVATING} was on
 *     record: its keys may have been changed
 * @param authenticate until the chip obeys us; changes nothing
 * @param restore what is compared and, where it differs, written again whole, in this order
 * @param rewriteLast whether the last file that is equal before one that differs is written again
 *     too, since the card keeps a mark of a whole file that reading does not show
 * @param write what is done again on every card, whatever it holds
 * @param readBack in place of the profile's
 * @param activate in place of the profile's
 */
public record ResumeWay(
    String name,
    boolean afterActivating,
    List<Step> authenticate,
    List<Part> restore,
    boolean rewriteLast,
    List<Step> write,
    Optional<List<Step>> readBack,
    Optional<List<Step>> activate) {

  /**
   * A part of the card that may be there or not.
   *
   * @param file which is read and compared; empty for a part that is only found or not
   * @param content other content than the file's own
   * @param find reads that a card without the part answers with 6A82; of a file the reading itself
   * @param create makes the part
   * @param write writes the whole content
   */
  public record Part(
      Optional<String> file,
      Optional<Expression> content,
      List<Step> find,
      List<Step> create,
      List<Step> write) {
    public Part {
      find = List.copyOf(find);
      create = List.copyOf(create);
      write = List.copyOf(write);
    }
  }

  public ResumeWay {
    authenticate = List.copyOf(authenticate);
    restore = List.copyOf(restore);
    write = List.copyOf(write);
    readBack = readBack.map(List::copyOf);
    activate = activate.map(List::copyOf);
  }

  /** Whether it may change the card before the steps that make it valid. */
  public boolean writes() {
    return !restore.isEmpty() || !write.isEmpty();
  }

  /** How what is on the card is read back in this way. */
  public List<Step> readBack(Profile profile) {
    return readBack.orElse(profile.phases().readBack());
  }

  /** How the card is made valid in this way. */
  public List<Step> activate(Profile profile) {
    return activate.orElse(profile.phases().activate());
  }
}
