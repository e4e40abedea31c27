package org.countersign.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same APDUs in every reader, all readers at one time. */
final class ReaderWork {

  private static final int WARM_UP = 10;

  private ReaderWork() {}

  /**
   * Runs it.
   *
   * @param apdus exchanges in each reader
   * @return exchanges per second of all readers together
   */
  static double rate(List<String> readers, ReaderClient.Opener opener, int apdus) throws Exception {
    CyclicBarrier start = new CyclicBarrier(readers.size() + 1);
    try (ExecutorService lanes = Executors.newFixedThreadPool(readers.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (String reader : readers) {
        running.add(lanes.submit(() -> work(opener, reader, apdus, start)));
      }
      start.await();
      long begun = System.nanoTime();
      for (Future<?> lane : running) {
        lane.get();
      }
      return readers.size() * apdus * 1e9 / (System.nanoTime() - begun);
    }
  }

  private static String work(
      ReaderClient.Opener opener, String reader, int apdus, CyclicBarrier start) throws Exception {
    try (ReaderClient client = opener.open(reader)) {
      exchange(client, WARM_UP);
      start.await();
      exchange(client, apdus);
    }
    return reader;
  }

  private static void exchange(ReaderClient client, int apdus) throws Exception {
    byte[] command = {0x00, (byte) 0xB0, 0x00, 0x00};
    for (int i = 0; i < apdus; i++) {
      byte[] response = client.exchange(command);
      if (response.length != 2 || response[0] != (byte) 0x90) {
        throw new IllegalStateException("a card answered something else than 9000");
      }
    }
  }
}
