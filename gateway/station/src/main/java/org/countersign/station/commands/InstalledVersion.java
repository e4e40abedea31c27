package org.countersign.station.commands;

/** Version of the installation. */
public final class InstalledVersion {

  private InstalledVersion() {}

  /** As the jar's manifest has it; {@code development} when there is none. */
  public static String text() {
    String version = InstalledVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
