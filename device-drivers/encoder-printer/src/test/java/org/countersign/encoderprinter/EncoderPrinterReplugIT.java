package org.countersign.encoderprinter;

import org.countersign.tck.Bench;
import org.countersign.tck.ReplugKit;

/** A printer-encoder whose plug is pulled a hundred times. */
final class EncoderPrinterReplugIT extends ReplugKit {
  @Override
  protected Bench bench() throws Exception {
    return new PrinterBench();
  }
}
