package org.countersign.trust.remote;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a signing service is and as whom it is asked.
 *
 * @param url {@code https://host[:port][/path]}, without query
 * @param clientKey PKCS#12 file with the station's own key and certificate
 * @param clientPasswordFile its first line opens the file; readable by its owner alone
 * @param ca PEM file of the authorities that may have issued the service's certificate; no other is
 *     trusted
 * @param connect limit of TCP and TLS together
 * @param answer limit of one question from there to the end of its answer
 */
public record ServiceAddress(
    URI url, Path clientKey, Path clientPasswordFile, Path ca, Duration connect, Duration answer) {

  /** Whether a text may be such an address. */
  public static boolean isService(URI url) {
    return "https".equals(url.getScheme())
        && url.getHost() != null
        && url.getUserInfo() == null
        && url.getQuery() == null
        && url.getFragment() == null;
  }
}
