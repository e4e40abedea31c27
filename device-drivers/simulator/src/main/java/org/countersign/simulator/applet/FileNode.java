package org.countersign.simulator.applet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of the file card: MF, DF or transparent EF. */
public final class FileNode {

  /** Life cycle status bytes (ISO/IEC 7816-4, table 13). */
  static final int CREATION = 0x01;

  static final int ACTIVATED = 0x05;

  final int fid;
  final int sfi;
  final @Nullable FileNode parent;
  final AccessRule rule;
  private final byte @Nullable [] name;
  private final byte @Nullable [] cells;
  private final List<FileNode> children = new ArrayList<>();
  private final Eeprom eeprom;
  private int lifeCycle;

  private FileNode(
      Eeprom eeprom,
      @Nullable FileNode parent,
      int fid,
      int sfi,
      byte @Nullable [] name,
      byte @Nullable [] cells,
      AccessRule rule,
      int lifeCycle) {
    this.eeprom = eeprom;
    this.parent = parent;
    this.fid = fid;
    this.sfi = sfi;
    this.name = name;
    this.cells = cells;
    this.rule = rule;
    this.lifeCycle = lifeCycle;
  }

  static FileNode masterFile(Eeprom eeprom, byte[] name) {
    return new FileNode(eeprom, null, 0x3F00, 0, name, null, AccessRule.NEVER, CREATION);
  }

  /** A file under this one, with memory for its header and cells. */
  FileNode create(FileControl control) {
    byte[] space = eeprom.allocate(control.isDedicated() ? 0 : control.size());
    byte[] childCells = control.isDedicated() ? null : space;
    FileNode child =
        new FileNode(
            eeprom,
            this,
            control.fid(),
            control.sfi(),
            control.name(),
            childCells,
            control.accessRule(),
            control.lifeCycle());
    children.add(child);
    return child;
  }

  /** File identifier, two bytes. */
  public int fid() {
    return fid;
  }

  /** Size of an EF, 0 for a DF. */
  public int size() {
    return cells == null ? 0 : cells.length;
  }

  /** Whether it holds files instead of contents. */
  public boolean isDedicated() {
    return cells == null;
  }

  /** Whether its access conditions rule (LCS 05 or 07). */
  public boolean isActivated() {
    return (lifeCycle & 0x05) == ACTIVATED;
  }

  /** Life cycle status byte. */
  public int lifeCycle() {
    return lifeCycle;
  }

  /** This file and all below it. */
  public Stream<FileNode> walk() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(FileNode::walk));
  }

  /** The DF that it is in; the MF is in itself. */
  FileNode directory() {
    return isDedicated() || parent == null ? this : parent;
  }

  void activate() {
    eeprom.commit(() -> lifeCycle = ACTIVATED);
  }

  Optional<FileNode> child(int childFid) {
    return children.stream().filter(c -> c.fid == childFid).findFirst();
  }

  Optional<FileNode> childBySfi(int childSfi) {
    return children.stream().filter(c -> c.sfi == childSfi && childSfi != 0).findFirst();
  }

  boolean isNamed(byte[] wanted) {
    return name != null && Arrays.equals(name, wanted);
  }

  /** A copy of what it holds; nothing for a DF. */
  public byte[] contents() {
    return cells().clone();
  }

  byte[] cells() {
    return cells == null ? ByteArrays.EMPTY : cells;
  }

  void write(int at, byte[] data) {
    eeprom.write(cells(), at, data, 0, data.length);
  }

  /** File control parameters, DO 62. */
  byte[] control() {
    byte[] size = ByteArrays.tlv(0x80, ByteArrays.of(size() >> 8, size()));
    return ByteArrays.tlv(
        0x62,
        isDedicated() ? ByteArrays.EMPTY : size,
        ByteArrays.tlv(0x82, ByteArrays.of(isDedicated() ? 0x38 : 0x01)),
        ByteArrays.tlv(0x83, ByteArrays.of(fid >> 8, fid)),
        name == null ? ByteArrays.EMPTY : ByteArrays.tlv(0x84, name),
        sfi == 0 ? ByteArrays.EMPTY : ByteArrays.tlv(0x88, ByteArrays.of(sfi << 3)),
        ByteArrays.tlv(0x8A, ByteArrays.of(lifeCycle)),
        ByteArrays.tlv(0x8C, rule.bytes()));
  }
}
