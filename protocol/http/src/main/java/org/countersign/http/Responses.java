package org.countersign.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Answers as Netty writes them. */
final class Responses {

  private static final int NOT_MODIFIED = 304;

  private Responses() {}

  /**
   * A whole answer.
   *
   * @param stay whether the connection stays open after it
   * @param http10 whether the caller must be told so
   */
  static FullHttpResponse whole(Reply reply, boolean stay, boolean http10) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(reply.body()));
    HttpHeaders headers = response.headers();
    common(headers, reply.contentType());
    // Its length would be that of what the caller has already (RFC 9110, 8.6).
    if (reply.status() != NOT_MODIFIED) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    }
    reply.headers().forEach(headers::set);
    if (!stay) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (http10) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  /** The head of an event stream. */
  static HttpResponse stream(boolean http10) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    common(head.headers(), MediaType.EVENTS + "; charset=utf-8");
    if (http10) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else {
      HttpUtil.setTransferEncodingChunked(head, true);
    }
    return head;
  }

  /** The invitation to send the body. */
  static FullHttpResponse proceed() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  private static void common(HttpHeaders headers, String contentType) {
    headers.set(
        HttpHeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    if (!contentType.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
  }
}
