package org.countersign.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A socket that sends exactly what it is told, for requests that no proper client would send. */
public final class RawConnection implements AutoCloseable {

  /** What {@link #good} shows. */
  public static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final Socket socket;
  private final InputStream in;
  private final int port;

  public RawConnection(int port) throws IOException {
    this(port, "127.0.0.1", 0);
  }

  public RawConnection(int port, String address, int receiveBuffer) throws IOException {
    this.port = port;
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new java.net.InetSocketAddress(InetAddress.getByName(address), port), 5_000);
    socket.setSoTimeout(10_000);
    in = socket.getInputStream();
  }

  /** An answer; header names in lower case. */
  public record Answer(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  public RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Host and Authorization lines as they should be. */
  public String good() {
    return "Host: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + TOKEN + "\r\n";
  }

  public Answer answer() throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(status[1]), headers, body);
  }

  public String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed by the server");
      }
      line.write(b);
    }
    byte[] bytes = line.toByteArray();
    int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
  }

  /** The next chunk of a body (RFC 9112, 7.1); empty at its end. */
  byte[] chunk() throws IOException {
    byte[] chunk = in.readNBytes(Integer.parseInt(line(), 16));
    line();
    return chunk;
  }

  /** Whether the server closes, in order or by a reset. */
  public boolean isClosedByServer() {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
