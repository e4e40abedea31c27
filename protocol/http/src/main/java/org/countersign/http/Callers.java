package org.countersign.http;

/** Knows callers by what they show: a token, a cookie, a certificate. */
@FunctionalInterface
public interface Callers {

  /**
   * Who asks. Called on an event loop for every request of a route that is not open, before its
   * body is read: it never waits.
   *
   * @throws Refusal if it is nobody who is known, usually 401 with a {@code WWW-Authenticate}
   *     field; or if what was shown may not be used so, for example a cookie without its
   *     anti-forgery token
   */
  Caller identify(RequestHead head) throws Refusal;
}
