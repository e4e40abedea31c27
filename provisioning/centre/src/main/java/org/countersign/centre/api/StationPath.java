package org.countersign.centre.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.countersign.http.Refusal;
import org.countersign.http.Request;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * The station that a path names. Its segments are district and station; one that begins with {@code
 * ~} is the name's UTF-8 in base64url without padding, since {@code .} and {@code ..} mean
 * something else in a path (RFC 3986, 5.2.4) and {@code \} is refused there.
 */
final class StationPath {

  private static final String MARK = "~";

  private StationPath() {}

  /**
   * The station.
   *
   * @throws Refusal 404 if no station can be of that name
   */
  static EdgeNodeDescriptor of(Request request) throws Refusal {
    String district = name(request.path().getOrDefault("district", ""));
    String station = name(request.path().getOrDefault("station", ""));
    if (!EdgeNodeDescriptor.isId(district) || !EdgeNodeDescriptor.isId(station)) {
      throw FleetApi.noSuchStation();
    }
    return new EdgeNodeDescriptor(district, station);
  }

  private static String name(String segment) throws Refusal {
    if (!segment.startsWith(MARK)) {
      return segment;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(segment.substring(MARK.length()));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw FleetApi.noSuchStation();
    }
  }
}
