package org.countersign.http;

import java.util.Map;

/**
 * A whole answer.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body written as it is; nobody changes it
 * @param headers further header fields
 */
@SuppressWarnings(
    "ArrayRecordComponent") // It lives from a worker to the socket, compared by no one.
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

  /** 200 with a body. */
  public static Reply ok(String contentType, byte[] body) {
    return new Reply(200, contentType, body, Map.of());
  }
}
