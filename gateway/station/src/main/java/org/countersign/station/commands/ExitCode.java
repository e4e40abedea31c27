package org.countersign.station.commands;

/** What a command tells the shell. */
public final class ExitCode {

  /** Everything was done and everything is good. */
  public static final int OK = 0;

  /** Something was done and is not good: a card not verified, a file with faults. */
  public static final int FAILED = 1;

  /** The command line or an input file cannot be used; nothing was done. */
  public static final int USAGE = 2;

  /** The station, or the device, does not answer or does not let us in. */
  public static final int UNREACHABLE = 3;

  /** A fault of ours. */
  public static final int INTERNAL = 70;

  private ExitCode() {}
}
