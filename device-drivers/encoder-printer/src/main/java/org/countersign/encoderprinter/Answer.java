package org.countersign.encoderprinter;

import java.util.Map;
import java.util.Optional;

/**
 * A response object (JSON-RPC 2.0, section 5).
 *
 * @param id of the request, a number as its digits; empty if the service could not tell
 * @param text result that is a string, a number or a word; empty if it is none of them
 * @param members strings, numbers and words of a result that is an object
 * @param error empty if the request was carried out
 */
record Answer(
    Optional<String> id, String text, Map<String, String> members, Optional<Refusal> error) {

  /**
   * An error object (section 5.1).
   *
   * @param code the service's own, or -32768 to -32000 of the specification
   * @param message as the service wrote it
   */
  record Refusal(int code, String message) {}

  Answer {
    members = Map.copyOf(members);
  }

  boolean answers(String request) {
    return id.isPresent() && id.get().equals(request);
  }

  /** A member of the result; empty if it is missing. */
  String member(String name) {
    return members.getOrDefault(name, "");
  }

  /** Results and messages may be a card's data. */
  @Override
  public String toString() {
    return "answer " + id.orElse("to nothing") + (error.isPresent() ? " with an error" : "");
  }
}
