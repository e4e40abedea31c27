package org.countersign.simulator.applet;

import java.util.Optional;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import org.jspecify.annotations.Nullable;

/**
 * File control parameters (ISO/IEC 7816-4, 7.4.3, table 12): {@code 62 { 80 size, 82 descriptor, 83
 * file identifier, 84 DF name, 88 short identifier, 8A life cycle, 8C access rule }}.
 */
final class FileControl {

  private static final int DESCRIPTOR_DF = 0x38;
  private static final int DESCRIPTOR_TRANSPARENT = 0x01;

  private final BerTlv objects;

  private FileControl(BerTlv objects) {
    this.objects = objects;
  }

  /** One template 62 and nothing else; {@code 6A80} otherwise. */
  static FileControl parse(byte[] template) {
    byte[] inside =
        BerTlv.parse(template).value(0x62).orElseThrow(() -> new ISOException(WRONG_DATA));
    return new FileControl(BerTlv.parse(inside));
  }

  private static final short WRONG_DATA = ISO7816.SW_WRONG_DATA;

  int fid() {
    return number(required(0x83, 2));
  }

  /** Size of an EF, 1 to 65,535 bytes. */
  int size() {
    int size = number(required(0x80, 2));
    ByteArrays.require(size > 0, WRONG_DATA);
    return size;
  }

  /** Short file identifier, 0 if none: the five high bits of DO 88. */
  int sfi() {
    Optional<byte[]> value = objects.value(0x88);
    if (value.isEmpty() || value.get().length == 0) {
      return 0;
    }
    byte[] one = value.get();
    ByteArrays.require(one.length == 1 && (one[0] & 0x07) == 0, WRONG_DATA);
    return (one[0] & 0xFF) >> 3;
  }

  /** A transparent EF; also without a descriptor. */
  boolean isElementary() {
    return descriptor() == DESCRIPTOR_TRANSPARENT;
  }

  boolean isDedicated() {
    return descriptor() == DESCRIPTOR_DF;
  }

  private int descriptor() {
    return objects.value(0x82).filter(v -> v.length > 0).map(v -> v[0] & 0xFF).orElse(0x01);
  }

  /** DF name, 1 to 16 bytes, or null. */
  byte @Nullable [] name() {
    Optional<byte[]> name = objects.value(0x84);
    name.ifPresent(n -> ByteArrays.require(n.length >= 1 && n.length <= 16, WRONG_DATA));
    return name.orElse(null);
  }

  /** Life cycle status byte; creation if it is not given. */
  int lifeCycle() {
    return objects.value(0x8A).filter(v -> v.length == 1).map(v -> v[0] & 0xFF).orElse(0x01);
  }

  /** Security attributes in compact form. */
  AccessRule accessRule() {
    return objects.value(0x8C).map(AccessRule::parse).orElse(AccessRule.NEVER);
  }

  private byte[] required(int tag, int length) {
    byte[] value = objects.value(tag).orElseThrow(() -> new ISOException(WRONG_DATA));
    ByteArrays.require(value.length == length, WRONG_DATA);
    return value;
  }

  private static int number(byte[] two) {
    return ByteArrays.unsignedShort(two, 0);
  }
}
