package org.countersign.http;

import java.util.Locale;

/** What can be wrong with any request. The last part of {@code type} is the name in kebab case. */
public enum HttpProblem implements Problem.Kind {
  MALFORMED_REQUEST(400, "The request cannot be read"),
  BAD_QUERY(400, "The query cannot be used"),
  UNAUTHORIZED(401, "The token is missing or wrong"),
  FOREIGN_ORIGIN(403, "A page of another origin may not call this server"),
  ROLE_MISSING(403, "The caller may not do this"),
  NO_SUCH_RESOURCE(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "This cannot be done here"),
  NOT_ACCEPTABLE(406, "No form of the answer is acceptable"),
  TOO_SLOW(408, "The request took too long to arrive"),
  TOO_LARGE(413, "The body is too large"),
  TARGET_TOO_LONG(414, "The request target is too long"),
  UNSUPPORTED_FORM(415, "The body has a form that is not taken here"),
  EXPECTATION(417, "The expectation cannot be met"),
  WRONG_HOST(421, "The request is meant for another host"),
  HEADER_TOO_LARGE(431, "The header fields are too large"),
  INTERNAL(500, "The server failed"),
  BUSY(503, "The server is busy");

  private final int status;
  private final String title;

  HttpProblem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
