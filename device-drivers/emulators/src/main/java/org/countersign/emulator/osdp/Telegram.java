package org.countersign.emulator.osdp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A packet of the bus, as a reader takes it apart and puts it together. */
record Telegram(byte[] raw) {

  private static final int CRC_POLYNOMIAL = 0x1021;

  static int length(byte[] header) {
    return (header[2] & 0xFF) + 256 * (header[3] & 0xFF);
  }

  int control() {
    return raw[4];
  }

  int address() {
    return raw[1] & 0xFF;
  }

  int number() {
    return control() % 4;
  }

  private boolean usesCrc() {
    return (control() & 4) == 4;
  }

  byte[] securityBlock() {
    return (control() & 8) == 0 ? new byte[0] : Arrays.copyOfRange(raw, 5, 5 + (raw[5] & 0xFF));
  }

  int scs() {
    return securityBlock().length < 2 ? 0 : securityBlock()[1];
  }

  int code() {
    return raw[5 + securityBlock().length] & 0xFF;
  }

  byte[] payload() {
    return Arrays.copyOfRange(raw, 6 + securityBlock().length, signedLength());
  }

  int signedLength() {
    return raw.length - (usesCrc() ? 2 : 1) - (scs() > 0x14 ? 4 : 0);
  }

  byte[] signature() {
    return Arrays.copyOfRange(raw, signedLength(), signedLength() + 4);
  }

  /** Whether it can be taken apart and its check is right. */
  boolean isSound() {
    int tail = usesCrc() ? 2 : 1;
    int room = raw.length - tail - 5;
    if ((control() & 8) != 0) {
      int block = raw[5] & 0xFF;
      room -= block + (block > 1 && raw.length > 6 && raw[6] > 0x14 ? 4 : 0);
      if (block < 2) {
        return false;
      }
    }
    byte[] body = Arrays.copyOf(raw, raw.length - tail);
    return room > 0 && Arrays.equals(raw, checked(body, usesCrc()));
  }

  /** Header, block, code and payload, its length counting the tail that follows. */
  static byte[] unsigned(
      int address, int control, byte[] block, int code, byte[] payload, int signature) {
    int tail = signature + ((control & 4) == 4 ? 2 : 1);
    int length = 6 + block.length + payload.length + tail;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x53);
    out.write(address);
    out.write(length % 256);
    out.write(length / 256);
    out.write(control);
    out.writeBytes(block);
    out.write(code);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** With its check behind it. */
  static byte[] checked(byte[] body, boolean crc) {
    byte[] whole = Arrays.copyOf(body, body.length + (crc ? 2 : 1));
    if (crc) {
      int register = 0x1D0F;
      for (byte b : body) {
        for (int mask = 0x80; mask > 0; mask >>= 1) {
          boolean carry = (register & 0x8000) != 0 ^ (b & mask) != 0;
          register = (register << 1 & 0xFFFF) ^ (carry ? CRC_POLYNOMIAL : 0);
        }
      }
      whole[body.length] = (byte) register;
      whole[body.length + 1] = (byte) (register >> 8);
    } else {
      int sum = 0;
      for (byte b : body) {
        sum += b;
      }
      whole[body.length] = (byte) (256 - sum % 256);
    }
    return whole;
  }

  boolean wantsCrc() {
    return usesCrc();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Telegram that && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    return "telegram of " + raw.length + " bytes";
  }
}
