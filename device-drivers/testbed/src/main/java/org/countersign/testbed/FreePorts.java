package org.countersign.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports outside of Linux's ephemeral range (32768 to 60999): a port of that range may be
 * taken for an outgoing connection between the moment it is found and the moment it is used.
 */
final class FreePorts {

  private static final int LOWEST = 10_000;
  private static final int BEYOND = 32_768;

  private FreePorts() {}

  /** The first of so many ports in a row that nobody listens on. */
  static int consecutive(int count) throws IOException {
    for (int attempt = 0; attempt < 200; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND - count);
      if (areFree(first, count)) {
        return first;
      }
    }
    throw new IOException(
        "no " + count + " free TCP ports in a row between " + LOWEST + " and " + BEYOND);
  }

  private static boolean areFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket probe = new ServerSocket()) {
        // Like vpcd and mosquitto: connections of an earlier owner in TIME_WAIT do not count.
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(port));
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
