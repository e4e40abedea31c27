package org.countersign.http;

import java.util.List;
import java.util.Map;

/**
 * A request as far as a handler needs it.
 *
 * @param head its header fields
 * @param caller who asks; {@link Caller#ANYBODY} on an open route
 * @param path what stands in the places of the template's {@code {name}}, by name
 * @param query parameters with all their values, in order
 * @param contentType of the body; empty without one
 * @param accepted form that the answer is to have
 * @param body whole; empty without one
 */
@SuppressWarnings(
    "ArrayRecordComponent") // It lives from the socket to a worker, compared by no one.
public record Request(
    RequestHead head,
    Caller caller,
    Map<String, String> path,
    Map<String, List<String>> query,
    String contentType,
    String accepted,
    byte[] body) {

  /** What stands in the place of {@code {id}}; empty if the template has none. */
  public String id() {
    return path.getOrDefault("id", "");
  }

  /** The same request with its body. */
  Request withBody(byte[] whole) {
    return new Request(head, caller, path, query, contentType, accepted, whole);
  }

  /**
   * Never the query, the path or the body: a confused caller may have put a person's name there.
   */
  @Override
  public String toString() {
    return "Request[" + body.length + " bytes]";
  }
}
