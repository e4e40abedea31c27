package org.countersign.trust.remote;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.countersign.trust.remote.ServiceException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Asks a signing service, once each time; whoever asks decides about asking again. TLS 1.3 with the
 * station's own certificate, HTTP/1.1, no redirects, answers of 16 KiB at most. The wire is
 * described in {@code provisioning/docs/signing-service.md}. The files of the address are read
 * again when they change, since certificates are renewed while a station runs. Thread-safe.
 */
public final class SigningService implements AutoCloseable {

  /** Before the challenge of a proof. No signed attributes of a CMS message begin like that. */
  public static final String PROOF = "countersign: proof of key:";

  private static final int LONGEST_ANSWER = 16 << 10;
  private static final int LONGEST_DETAIL = 200;
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private final ServiceAddress address;
  private @Nullable Connected connected;
  private boolean closed;

  private record Connected(List<FileTime> files, HttpClient client) {}

  private SigningService(ServiceAddress address) {
    this.address = address;
  }

  /**
   * Reads the files of the address; no network is touched.
   *
   * @throws IOException naming the file that is missing or wrong
   */
  public static SigningService at(ServiceAddress address) throws IOException {
    SigningService service = new SigningService(address);
    HttpClient ignored = service.client();
    return service;
  }

  /** Where it is. */
  public URI url() {
    return address.url();
  }

  /**
   * Asks for the signature of a job.
   *
   * @param job the job's id
   * @param question members of the question, without personal data
   * @return as the service gave it: not verified
   */
  public byte[] sign(String job, Map<String, String> question)
      throws ServiceException, InterruptedException {
    String place = "/v1/signatures/" + URLEncoder.encode(job, StandardCharsets.UTF_8);
    return signature(ask(request(place).PUT(body(question))));
  }

  /**
   * Asks for a signature over {@link #PROOF}, in ASCII, and the challenge.
   *
   * @param certificate SHA-256 of the certificate, hex
   * @return as the service gave it: not verified
   */
  public byte[] prove(String certificate, byte[] challenge)
      throws ServiceException, InterruptedException {
    Map<String, String> question = Map.of("challenge", HexFormat.of().formatHex(challenge));
    return signature(ask(request("/v1/keys/" + certificate + "/proofs").POST(body(question))));
  }

  /**
   * Asks whether the service would sign with a key; comes back if it would.
   *
   * @param certificate SHA-256 of the certificate, hex
   */
  public void look(String certificate) throws ServiceException, InterruptedException {
    byte[] ignored = ask(request("/v1/keys/" + certificate).GET());
  }

  private HttpRequest.Builder request(String place) {
    String base = address.url().toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + place))
        .timeout(address.answer())
        .header("Accept", "application/json");
  }

  private static HttpRequest.BodyPublisher body(Map<String, String> members) {
    return BodyPublishers.ofByteArray(ServiceJson.write(new TreeMap<>(members)));
  }

  private byte[] signature(byte[] body) throws ServiceException {
    return ServiceJson.bytes(body, "signature")
        .filter(signature -> signature.length > 0)
        .orElseThrow(() -> again("answered without a signature in hex"));
  }

  private byte[] ask(HttpRequest.Builder request) throws ServiceException, InterruptedException {
    HttpResponse<byte[]> answer = exchange(request.header("Content-Type", "application/json"));
    int status = answer.statusCode();
    if (status == 200) {
      return answer.body();
    }
    String said = "answered " + status + detail(answer.body());
    throw switch (status) {
      case 408, 425, 429, 500, 502, 503, 504 ->
          new ServiceException(Kind.AGAIN, rest(answer), name() + " " + said);
      case 409 -> new ServiceException(Kind.SIGNED_OTHERWISE, Duration.ZERO, name() + " " + said);
      default -> new ServiceException(Kind.REFUSED, Duration.ZERO, name() + " " + said);
    };
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder request)
      throws ServiceException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer;
    try {
      answer =
          client()
              .sendAsync(
                  request.build(),
                  BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    } catch (IOException e) {
      throw new ServiceException(Kind.AGAIN, name() + " is not asked: " + e.getMessage(), e);
    }
    long limit = address.connect().plus(address.answer()).toMillis();
    try {
      // The client's own limits end with the first byte of the answer.
      return answer.get(limit, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw lost(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      boolean ignored = answer.cancel(true);
      throw lost(e);
    } catch (InterruptedException e) {
      boolean ignored = answer.cancel(true);
      throw e;
    }
  }

  private ServiceException lost(Throwable cause) {
    String why =
        switch (cause) {
          case SSLException tls ->
              "no TLS was agreed ("
                  + tls.getMessage()
                  + "); see that both certificates are valid and of the other's authority";
          case java.net.http.HttpConnectTimeoutException e ->
              "no connection within " + address.connect().toMillis() + " ms";
          case java.net.http.HttpTimeoutException e ->
              "no answer within " + address.answer().toMillis() + " ms";
          case TimeoutException e -> "no whole answer in time";
          case java.net.ConnectException e -> "no connection";
          default -> "the line was cut (" + cause.getClass().getSimpleName() + ")";
        };
    return new ServiceException(Kind.AGAIN, name() + ": " + why, cause);
  }

  private ServiceException again(String why) {
    return new ServiceException(Kind.AGAIN, Duration.ZERO, name() + " " + why);
  }

  private String name() {
    return "signing service " + address.url();
  }

  /** What RFC 9457 calls the detail, printable and short. */
  private static String detail(byte[] body) {
    return ServiceJson.text(body, "detail")
        .map(text -> text.replaceAll("\\p{Cntrl}", " "))
        .map(text -> text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) : text)
        .map(text -> ": " + text)
        .orElse("");
  }

  private static Duration rest(HttpResponse<?> answer) {
    Duration wanted =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(text -> text.matches("[0-9]{1,5}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(Duration.ZERO);
    return wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
  }

  private synchronized HttpClient client() throws IOException {
    if (closed) {
      throw new IOException("it is closed");
    }
    List<FileTime> files = files();
    Connected current = connected;
    if (current != null && current.files().equals(files)) {
      return current.client();
    }
    HttpClient client = connect();
    if (current != null) {
      current.client().shutdown(); // Questions that are under way come to their end.
    }
    connected = new Connected(files, client);
    return client;
  }

  private HttpClient connect() throws IOException {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    return HttpClient.newBuilder()
        .sslContext(ServiceTls.read(address))
        .sslParameters(parameters)
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(address.connect())
        .build();
  }

  private List<FileTime> files() throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (Path file : List.of(address.clientKey(), address.clientPasswordFile(), address.ca())) {
      times.add(Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0));
    }
    return times;
  }

  /** Ends the connections; questions under way are given up. */
  @Override
  public synchronized void close() {
    closed = true;
    Connected current = connected;
    if (current != null) {
      current.client().shutdownNow();
    }
  }
}
