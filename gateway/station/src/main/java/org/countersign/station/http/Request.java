package org.countersign.station.http;

import java.util.List;
import java.util.Map;

/**
 * A request as far as a handler needs it.
 *
 * @param id last path segment: the job id where the template has one
 * @param contentType of the body; empty without one
 * @param accepted form that the answer is to have
 * @param body whole; empty without one
 */
@SuppressWarnings(
    "ArrayRecordComponent") // It lives from the socket to a worker, compared by no one.
record Request(
    String id, Map<String, List<String>> query, String contentType, String accepted, byte[] body) {

  /** The same request with its body. */
  Request withBody(byte[] whole) {
    return new Request(id, query, contentType, accepted, whole);
  }

  /** Never the query, the id or the body: a confused caller may have put a person's name there. */
  @Override
  public String toString() {
    return "Request[" + body.length + " bytes]";
  }
}
