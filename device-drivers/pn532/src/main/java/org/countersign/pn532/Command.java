package org.countersign.pn532;

/** Commands of the chip that the driver uses (UM0701-02, 7.2 and 7.3). */
enum Command {
  DIAGNOSE(0x00, "Diagnose"),
  GET_FIRMWARE_VERSION(0x02, "GetFirmwareVersion"),
  SET_SERIAL_BAUD_RATE(0x10, "SetSerialBaudRate"),
  SET_PARAMETERS(0x12, "SetParameters"),
  SAM_CONFIGURATION(0x14, "SAMConfiguration"),
  RF_CONFIGURATION(0x32, "RFConfiguration"),
  IN_DATA_EXCHANGE(0x40, "InDataExchange"),
  IN_LIST_PASSIVE_TARGET(0x4A, "InListPassiveTarget"),
  IN_RELEASE(0x52, "InRelease");

  private final int code;
  private final String manualName;

  Command(int code, String manualName) {
    this.code = code;
    this.manualName = manualName;
  }

  /** The command's code. */
  int code() {
    return code;
  }

  /** The code of its answer. */
  int answerCode() {
    return code + 1;
  }

  /** Its name in the manual. */
  @Override
  public String toString() {
    return manualName;
  }
}
