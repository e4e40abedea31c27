package org.countersign.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param status of HTTP
 * @param contentType of the body; empty without one
 * @param body written as it is; nobody changes it
 * @param headers further header fields
 */
@SuppressWarnings(
    "ArrayRecordComponent") // It lives from a worker to the socket, compared by no one.
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

  /** 204: done, and nothing to say (RFC 9110, 15.3.5). */
  public static Reply done() {
    return new Reply(204, "", new byte[0], Map.of());
  }

  /** The same with one more header field. */
  public Reply with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Reply(status, contentType, body, all);
  }

  /** The same with a cookie to keep or to forget; one alone. */
  public Reply with(Cookie cookie) {
    return with("Set-Cookie", cookie.header());
  }

  /** 200 with a body. */
  public static Reply ok(String contentType, byte[] body) {
    return new Reply(200, contentType, body, Map.of());
  }
}
