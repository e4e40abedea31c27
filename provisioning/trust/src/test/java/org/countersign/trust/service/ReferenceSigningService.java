package org.countersign.trust.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.authority.KeyAndCertificate;

/**
 * A signing service as {@code provisioning/docs/signing-service.md} describes it, with faults on
 * demand. What it signed is on disk before it answers, so it may be stopped at any moment.
 */
public final class ReferenceSigningService implements AutoCloseable {

  /** What goes wrong with the next question for a signature. */
  public enum Fault {
    /** Signed and remembered, but the line is cut before the answer. */
    ANSWER_LOST,
    /** Not signed: the line is cut first. */
    QUESTION_LOST,
    /** Signed and remembered, but the answer waits for {@link #letGo}. */
    SLOW,
    /** Answered with a signature of something else. */
    WRONG_SIGNATURE,
    /** 503. */
    BUSY,
    /** 200 with something else than JSON. */
    GARBAGE,
    /** 403. */
    NOT_ALLOWED
  }

  private static final HexFormat HEX = HexFormat.of();

  private final Path memory;
  private final SSLContext tls;
  private final Map<String, KeyAndCertificate> keys = new ConcurrentHashMap<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Semaphore released = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, Integer> made = new ConcurrentHashMap<>();
  private final int port;
  private SignedJobs jobs;
  private HttpsServer server;
  private ExecutorService threads;

  private ReferenceSigningService(Path folder, TlsAuthority authority)
      throws IOException, GeneralSecurityException {
    this.memory = folder.resolve("signed-jobs");
    this.tls = authority.server();
    this.port = listen(0);
  }

  /** Starts one on a free port of this machine. */
  public static ReferenceSigningService start(
      Path folder, TlsAuthority authority, KeyAndCertificate... keys)
      throws IOException, GeneralSecurityException {
    ReferenceSigningService service = new ReferenceSigningService(folder, authority);
    for (KeyAndCertificate key : keys) {
      service.serve(key, key);
    }
    return service;
  }

  /**
   * Signs with one key what is asked of another's certificate, which is the same if all is well.
   */
  public void serve(KeyAndCertificate named, KeyAndCertificate signing)
      throws GeneralSecurityException {
    keys.put(fingerprint(named), signing);
  }

  public static String fingerprint(KeyAndCertificate key) throws GeneralSecurityException {
    return HEX.formatHex(
        MessageDigest.getInstance("SHA-256").digest(key.certificate().getEncoded()));
  }

  private int listen(int wanted) throws IOException {
    jobs = SignedJobs.open(memory);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters both = tls.getDefaultSSLParameters();
            both.setNeedClientAuth(true);
            both.setProtocols(new String[] {"TLSv1.3"});
            parameters.setSSLParameters(both);
          }
        });
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/v1/signatures/", exchange -> answer(exchange, this::signature));
    server.createContext("/v1/keys/", exchange -> answer(exchange, this::key));
    server.start();
    return server.getAddress().getPort();
  }

  public URI url() {
    return URI.create("https://localhost:" + port);
  }

  /** The process dies: connections are cut, what was only in memory is gone. */
  public void kill() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** It comes back where it was. */
  public void restart() throws IOException {
    int same = listen(port);
    if (same != port) {
      throw new IOException("port " + port + " became " + same);
    }
  }

  /** The next question for a signature goes wrong so, the one after it like the next fault. */
  public void next(Fault fault) {
    faults.add(fault);
  }

  /** Lets one slow answer go. */
  public void letGo() {
    released.release();
  }

  /** Questions for signatures, answered or not. */
  public int asked() {
    return asked.get();
  }

  /** Signatures that were made, by job; over all restarts. */
  public Map<String, Integer> made() {
    return Map.copyOf(made);
  }

  private interface Handler {
    byte[] handle(HttpExchange exchange) throws Exception;
  }

  private static final class No extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    No(int status, String why) {
      super(why);
      this.status = status;
    }
  }

  private static final class Cut extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static void answer(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      byte[] body;
      int status = 200;
      try {
        body = handler.handle(exchange);
      } catch (No no) {
        status = no.status;
        body = json(Map.of("detail", String.valueOf(no.getMessage())));
      } catch (Cut cut) {
        return;
      } catch (Exception e) {
        status = 500;
        body = json(Map.of("detail", e.toString()));
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String last(HttpExchange exchange, int from) {
    String path = exchange.getRequestURI().getRawPath();
    return URLDecoder.decode(path.split("/")[from], StandardCharsets.UTF_8);
  }

  private byte[] signature(HttpExchange exchange) throws Exception {
    int number = asked.incrementAndGet();
    String job = last(exchange, 3);
    Map<String, String> question = read(exchange);
    Fault fault = faults.poll();
    switch (fault) {
      case QUESTION_LOST -> throw new Cut();
      case BUSY -> throw new No(503, "question " + number + " came too early");
      case NOT_ALLOWED -> throw new No(403, "no grant covers job " + job);
      case GARBAGE -> {
        return "<html>captive portal</html>".getBytes(StandardCharsets.US_ASCII);
      }
      case null, default -> {}
    }
    String signature = signedOnce(job, question);
    switch (fault) {
      case ANSWER_LOST -> throw new Cut();
      case SLOW -> released.acquire();
      case WRONG_SIGNATURE -> {
        byte[] other = new byte[question.get("digest").length() / 2];
        signature = HEX.formatHex(sign(question.get("certificate"), other));
      }
      case null, default -> {}
    }
    return json(Map.of("signature", signature));
  }

  private synchronized String signedOnce(String job, Map<String, String> question)
      throws Exception {
    String asOneText = new TreeMap<>(question).toString();
    var before = jobs.find(job);
    if (before.isPresent()) {
      if (!before.get().question().equals(asOneText)) {
        throw new No(409, "job " + job + " has a signature over other data");
      }
      return before.get().signature();
    }
    String signature =
        HEX.formatHex(sign(question.get("certificate"), HEX.parseHex(question.get("digest"))));
    jobs.add(job, new SignedJobs.Signed(asOneText, signature));
    made.merge(job, 1, Integer::sum);
    return signature;
  }

  private KeyAndCertificate known(String certificate) throws No {
    KeyAndCertificate key = keys.get(certificate);
    if (key == null) {
      throw new No(404, "no key has certificate " + certificate);
    }
    return key;
  }

  private byte[] sign(String certificate, byte[] digest) throws Exception {
    KeyAndCertificate key = known(certificate);
    return DigestSigning.sign(SuiteKey.of(key.certificate()).suite(), key.key(), digest);
  }

  private byte[] key(HttpExchange exchange) throws Exception {
    String certificate = last(exchange, 3);
    KeyAndCertificate key = known(certificate);
    if (!exchange.getRequestURI().getPath().endsWith("/proofs")) {
      return json(Map.of("suite", SuiteKey.of(key.certificate()).suite().suiteName()));
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes("countersign: proof of key:".getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(HEX.parseHex(read(exchange).get("challenge")));
    byte[] digest = SuiteKey.of(key.certificate()).digest(message.toByteArray());
    return json(Map.of("signature", HEX.formatHex(sign(certificate, digest))));
  }

  private static Map<String, String> read(HttpExchange exchange) throws IOException {
    Map<String, String> members = new TreeMap<>();
    try (JsonParser json = new JsonFactory().createParser(exchange.getRequestBody())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        members.put(name, json.nextTextValue());
      }
    }
    return members;
  }

  private static byte[] json(Map<String, String> members) {
    StringBuilder text = new StringBuilder("{");
    members.forEach((name, value) ->
        text.append(text.length() > 1 ? "," : "")
            .append('"')
            .append(name)
            .append("\":\"")
            .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
            .append('"'));
    return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    kill();
  }
}
