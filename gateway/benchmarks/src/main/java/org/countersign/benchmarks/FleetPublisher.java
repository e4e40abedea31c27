package org.countersign.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The load of {@link FleetIngest}, in a process of its own: many stations over a few connections,
 * as fast as the broker takes it, but never more than so many messages ahead of whoever receives
 * them. It is told on its standard input, a line each, and answers on its standard output.
 *
 * <pre>
 * births     every station is born; answers how many messages that were
 * go         reports from the first one on
 * seen N     so many reports were received since go
 * stop       ends; answers how many reports were sent since go
 * </pre>
 *
 * The end of the input ends the process.
 */
public final class FleetPublisher {

  /** Reports that may be on their way: less than either receiver has room for. */
  private static final int AHEAD = 8_192;

  private static final int CONNECTIONS = 4;
  private static final int CONNACK_BYTES = 4;
  private static final int CONNACK_CODE = 3;

  private final BlockingQueue<String> told = new ArrayBlockingQueue<>(65_536);
  private final List<Line> lines = new ArrayList<>();
  private long sent;
  private long seen;

  private record Line(Socket socket, FleetReports reports, byte[][] packets) {}

  private FleetPublisher() {}

  /**
   * Runs until the input ends.
   *
   * @param arguments port of the broker on loopback, number of stations, number of districts
   */
  public static void main(String[] arguments) throws Exception {
    FleetPublisher publisher = new FleetPublisher();
    publisher.prepare(
        Integer.parseInt(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]));
    Thread.ofPlatform().daemon().name("told").start(publisher::listen);
    System.out.println("ready");
    publisher.run();
  }

  private void prepare(int port, int stations, int districts) throws IOException {
    for (int line = 0; line < CONNECTIONS; line++) {
      FleetReports reports = new FleetReports();
      for (int station = line; station < stations; station += CONNECTIONS) {
        reports.add(station, stations, districts);
      }
      byte[][] packets = new byte[FleetReports.REPORTS][];
      for (int number = 0; number < packets.length; number++) {
        packets[number] = reports.reports(number);
      }
      lines.add(new Line(connected(port, reports.connect("load-" + line)), reports, packets));
    }
  }

  private static Socket connected(int port, byte[] connect) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(connect);
    byte[] connack = socket.getInputStream().readNBytes(CONNACK_BYTES);
    if (connack.length < CONNACK_BYTES || connack[CONNACK_CODE] != 0) {
      throw new IOException("the broker at port " + port + " did not take the connection");
    }
    return socket;
  }

  private void listen() {
    InputStream in = System.in;
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        told.put(line);
      }
      System.exit(0);
    } catch (IOException | InterruptedException e) {
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    while (true) {
      switch (told.take()) {
        case "births" -> births();
        case "go" -> reports();
        default -> {} // What was received after the last report was sent.
      }
    }
  }

  private void births() throws IOException {
    int messages = 0;
    for (Line line : lines) {
      line.socket().getOutputStream().write(line.reports().births());
      messages += line.reports().birthCount();
    }
    System.out.println(messages);
  }

  private void reports() throws IOException, InterruptedException {
    sent = 0;
    seen = 0;
    for (int number = 0; ; number = (number + 1) % FleetReports.REPORTS) {
      for (Line line : lines) {
        if (!awaitRoom(line.reports().stations())) {
          System.out.println(sent);
          return;
        }
        line.socket().getOutputStream().write(line.packets()[number]);
        sent += line.reports().stations();
      }
    }
  }

  /** False if it is told to stop. */
  private boolean awaitRoom(int messages) throws InterruptedException {
    while (true) {
      boolean room = sent + messages - seen <= AHEAD;
      String word = room ? told.poll() : told.take();
      if (word == null) {
        return true;
      }
      if (word.equals("stop")) {
        return false;
      }
      seen = Long.parseLong(word.substring("seen ".length()));
    }
  }
}
