package org.countersign.link.serial;

import java.nio.file.Path;

/** What the operating system's error numbers mean to the person at the counter. */
final class Errno {

  private static final int ENOENT = 2;
  private static final int EIO = 5;
  private static final int ENXIO = 6;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EBUSY = 16;
  private static final int ENODEV = 19;
  private static final int EINVAL = 22;
  private static final int ENOTTY = 25;

  private Errno() {}

  static String meaning(int errno, Path terminal) {
    return switch (errno) {
      // jSerialComm uses 2 both for ENOENT and for a port that this process has open.
      case ENOENT -> terminal + " is open in this process already, or is gone";
      case EIO, ENXIO, ENODEV -> terminal + " has no device behind it: replug it";
      case EAGAIN, EBUSY ->
          "another program holds " + terminal + ": find it with 'fuser " + terminal + "'";
      case EACCES ->
          "this user may not use " + terminal + ": add it to the group that 'ls -l' shows";
      case EINVAL -> terminal + " cannot do this speed or format";
      case ENOTTY -> terminal + " is no serial port";
      default -> "the operating system refused " + terminal + " with error " + errno;
    };
  }
}
