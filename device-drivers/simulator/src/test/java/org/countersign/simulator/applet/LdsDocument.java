package org.countersign.simulator.applet;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;

/** Data of a made-up document, and how tests put them on a card. */
public final class LdsDocument {

  /** Document number, birth and expiry date of 9303-11, appendix D.2. */
  public static final String NUMBER = "L898902C<";

  public static final String BIRTH = "690806";
  public static final String EXPIRY = "940623";

  /** K_Enc and K_Mac of that document. */
  public static final Bytes BAC_KEYS =
      Bytes.hex("AB94FDECF2674FDFB9B391F85D7F76F2 7962D9ECE03D1ACD4C76089DCE131543");

  private static final String MRZ =
      "I<UTOL898902C<3<<<<<<<<<<<<<<<6908061F9406236UTO<<<<<<<<<<<6"
          + "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";

  private final SortedMap<Integer, Bytes> files = new TreeMap<>();

  /** EF.COM, EF.DG1, EF.DG2 of that size and an EF.SOD that nobody verifies here. */
  public LdsDocument(int portrait) {
    files.put(0x011E, Bytes.hex("60145F0104303130375F36063034303030305C026175"));
    Bytes mrz = Bytes.utf8(MRZ);
    files.put(0x0101, Bytes.of(0x61, 0x5D, 0x5F, 0x1F, 0x5A).plus(mrz));
    byte[] face = new byte[portrait];
    for (int i = 0; i < face.length; i++) {
      face[i] = (byte) (i * 31 + i / 256);
    }
    Bytes head = Bytes.of(0x75, 0x82, portrait >> 8, portrait);
    files.put(0x0102, head.plus(Bytes.of(face)));
    files.put(0x011D, Bytes.hex("7704 30020500"));
  }

  public SortedMap<Integer, Bytes> files() {
    return files;
  }

  /** DGI 0062 of one file. */
  public static Bytes create(int fid, int size) {
    Bytes control =
        Bytes.of(
            0x62,
            0x0B,
            0x83,
            0x02,
            fid >> 8,
            fid,
            0x80,
            0x02,
            size >> 8,
            size,
            0x88,
            0x01,
            (fid & 0x1F) << 3);
    return dgi(0x0062, control);
  }

  public static Bytes dgi(int id, Bytes contents) {
    int size = contents.size();
    Bytes head =
        size < 0xFF ? Bytes.of(id >> 8, id, size) : Bytes.of(id >> 8, id, 0xFF, size >> 8, size);
    return head.plus(contents);
  }

  /** All groupings in a row, the end mark too. */
  public Bytes stream(Scp03Host host) {
    List<Bytes> parts = new ArrayList<>();
    files.forEach((fid, contents) -> parts.add(create(fid, contents.size())));
    files.forEach((fid, contents) -> parts.add(dgi(fid, contents)));
    parts.add(dgi(0x8101, host.underDek(BAC_KEYS)));
    parts.add(dgi(0x7FFF, Bytes.empty()));
    return Bytes.concat(parts.toArray(Bytes[]::new));
  }

  /** STORE DATA commands for a stream, before the channel wraps them. */
  public static List<CommandApdu> blocks(Bytes stream, int blockSize) {
    List<CommandApdu> commands = new ArrayList<>();
    for (int at = 0, number = 0; at < stream.size(); at += blockSize, number++) {
      int end = Math.min(stream.size(), at + blockSize);
      int p1 = end == stream.size() ? 0x88 : 0x08;
      commands.add(CommandApdu.of(0x80, 0xE2, p1, number & 0xFF, stream.slice(at, end)));
    }
    return commands;
  }

  /** Loads the document through a session on the LDS application and locks it. */
  public void personalize(Scp03Host host, int level, int blockSize) {
    host.select(CardHost.LDS);
    host.open(level);
    for (CommandApdu block : blocks(stream(host), blockSize)) {
      require(host.secure(block).isOk(), block);
    }
    lock(host, level);
  }

  /** SET STATUS of the LDS application to personalised. */
  public static void lock(Scp03Host host, int level) {
    host.select(CardHost.ISD);
    host.open(level);
    CommandApdu set = CommandApdu.of(0x80, 0xF0, 0x40, 0x0F, CardHost.LDS);
    require(host.secure(set).isOk(), set);
  }

  private static void require(boolean done, CommandApdu command) {
    if (!done) {
      throw new AssertionError("refused: " + command);
    }
  }
}
