package org.countersign.station.http;

import org.countersign.http.HttpConfig;
import org.countersign.personalization.keys.Secret;

/**
 * How the station's API is served.
 *
 * @param http how it listens
 * @param token bearer token, UTF-8, that every caller but a health check must show
 * @param version of the installation, shown by {@code /healthz}
 */
public record ApiConfig(HttpConfig http, Secret token, String version) {

  public ApiConfig {
    if (token.size() < 16) {
      throw new IllegalArgumentException(
          "the API token has " + token.size() + " bytes; at least 16 are needed");
    }
  }
}
