package org.countersign.station.ledger;

import java.io.IOException;
import java.util.Optional;

/**
 * One small file that is replaced whole, in the steps that a file system has for it: what a power
 * cut leaves depends on their order. Not for two threads at once.
 */
interface AnchorStore {

  /** The file's bytes; empty if there is no file. */
  Optional<byte[]> read() throws IOException;

  /** Writes a new file beside it, in the place of one that was left unfinished. */
  void create(byte[] content) throws IOException;

  /** The new file's bytes are on the disk when this returns. */
  void sync() throws IOException;

  /** The new file takes the place of the old one, which nobody sees half done. */
  void replace() throws IOException;

  /** That it did is on the disk when this returns. */
  void syncFolder() throws IOException;

  /** The file's name, for messages. */
  @Override
  String toString();
}
