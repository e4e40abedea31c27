package org.countersign.station.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.countersign.http.Caller;
import org.countersign.http.Callers;
import org.countersign.http.HttpProblem;
import org.countersign.http.Problem;
import org.countersign.http.Refusal;
import org.countersign.http.RequestHead;
import org.countersign.personalization.keys.Secret;

/** Knows the one caller that shows the station's token (RFC 6750). */
final class BearerToken implements Callers {

  private static final String BEARER = "bearer ";
  private static final Caller KNOWN = new Caller("token", Set.of());

  private final Secret token;

  BearerToken(Secret token) {
    this.token = token;
  }

  @Override
  public Caller identify(RequestHead head) throws Refusal {
    String shown = head.headers("Authorization").stream().findFirst().orElse("");
    if (!shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !isToken(shown.substring(BEARER.length()).strip())) {
      throw new Refusal(
          Problem.of(
                  HttpProblem.UNAUTHORIZED,
                  "Send 'Authorization: Bearer' with the content of the station's token file.")
              .with("WWW-Authenticate", "Bearer realm=\"countersign\""));
    }
    return KNOWN;
  }

  private boolean isToken(String shown) {
    try (Secret other = Secret.of(shown.getBytes(StandardCharsets.UTF_8))) {
      return token.equals(other);
    }
  }
}
