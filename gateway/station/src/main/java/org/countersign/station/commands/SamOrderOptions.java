package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.KeyFileException;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.sam.SamAuthority;
import picocli.CommandLine.Option;

/** For which SAM an order is, by whose key, and where it goes. */
final class SamOrderOptions {

  private static final int KEY = 16;

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "FILE",
      description = "Key file with the authority's key of this SAM, sam.authority; mode 0600.")
  private Path authority = Path.of("");

  @Option(
      names = "--sam",
      required = true,
      paramLabel = "NUMBER",
      description = "Its number, 16 hex digits; the station's log tells it.")
  private String sam = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to; must not be there yet.")
  private Path out = Path.of("");

  /** Makes the bytes of an order. */
  @FunctionalInterface
  interface Maker {
    Bytes order(SamAuthority authority, Bytes sam)
        throws CommandFailure, IOException, KeyFileException, KeyUnavailableException;
  }

  /**
   * Makes an order and writes it, whole or not at all.
   *
   * @return the file and for which SAM, in words
   */
  String write(Maker maker) throws CommandFailure {
    try {
      Bytes number = number();
      if (Files.exists(out)) {
        throw new IllegalArgumentException(
            out + " is there already: an order that was not handed in would be lost");
      }
      try (Secret key = authorityKey();
          SamAuthority office = new SamAuthority(key)) {
        put(maker.order(office, number));
      }
      return out + ", for SAM " + number.toHex();
    } catch (KeyFileException | KeyUnavailableException | IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "no order was made: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "no order was made (" + e + ")", e);
    }
  }

  private Bytes number() {
    if (!sam.matches("[0-9A-Fa-f]{16}")) {
      throw new IllegalArgumentException("--sam " + sam + ": 16 hex digits");
    }
    return Bytes.hex(sam);
  }

  private Secret authorityKey() throws IOException, KeyFileException, KeyUnavailableException {
    try (MasterKeys keys = KeyFile.read(authority)) {
      Secret key = plain(keys, "sam", "authority");
      if (key.size() != KEY) {
        int size = key.size();
        key.close();
        throw new IllegalArgumentException(
            "sam.authority in %s has %d bytes; %d".formatted(authority, size, KEY));
      }
      return key;
    }
  }

  /** A key as it stands in its file. */
  static Secret plain(MasterKeys keys, String name, String role) throws KeyUnavailableException {
    return keys.key(new KeySource.Request(name, role, Diversification.NONE, Bytes.empty()));
  }

  /** A station that looks at the file in between finds none. */
  private void put(Bytes order) throws IOException {
    Path unfinished = out.resolveSibling(out.getFileName() + ".unfinished");
    Files.write(unfinished, order.toArray());
    Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
  }
}
