package org.countersign.encoderprinter;

import org.countersign.tck.Bench;
import org.countersign.tck.DriverConformanceKit;

/** The driver for printer-encoders keeps the contract of a driver. */
final class EncoderPrinterKitIT extends DriverConformanceKit {
  @Override
  protected Bench bench() throws Exception {
    return new PrinterBench();
  }
}
