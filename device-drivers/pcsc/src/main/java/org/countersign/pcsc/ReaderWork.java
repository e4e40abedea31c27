package org.countersign.pcsc;

import org.countersign.driver.DeviceException;

/** Something done with a reader. */
@FunctionalInterface
interface ReaderWork<T> {
  T run() throws PcscFailure, DeviceException;
}
