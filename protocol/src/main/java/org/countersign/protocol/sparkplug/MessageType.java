package org.countersign.protocol.sparkplug;

/** The message types of an Edge Node and its Devices (clause 4.1.3). */
public enum MessageType {
  NBIRTH(false),
  NDEATH(false),
  NDATA(false),
  NCMD(false),
  DBIRTH(true),
  DDEATH(true),
  DDATA(true),
  DCMD(true);

  private final boolean ofDevice;

  MessageType(boolean ofDevice) {
    this.ofDevice = ofDevice;
  }

  /** Whether its topic ends with a Device id. */
  public boolean ofDevice() {
    return ofDevice;
  }

  /** Whether its payload has a sequence number: all that an Edge Node publishes but NDEATH. */
  public boolean numbered() {
    return this != NDEATH && this != NCMD && this != DCMD;
  }
}
