package org.countersign.benchmarks;

/** A way to exchange APDUs with the card in one reader. One thread. */
interface ReaderClient extends AutoCloseable {

  /** How a client comes by its card. */
  @FunctionalInterface
  interface Opener {
    ReaderClient open(String reader) throws Exception;
  }

  /** Sends a command and waits for its response. */
  byte[] exchange(byte[] command) throws Exception;

  @Override
  void close() throws Exception;
}
