package org.countersign.simulator.applet;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javacard.framework.ISO7816;
import org.jspecify.annotations.Nullable;

/** What the LDS application keeps without power: its files, its BAC keys, whether it is loaded. */
public final class LdsMemory {

  static final int EF_COM = 0x011E;
  static final int EF_SOD = 0x011D;
  private static final int KEY = 16;

  private final Eeprom eeprom;
  private final SortedMap<Integer, ElementaryFile> files = new TreeMap<>();
  private byte @Nullable [] bacKeys;
  private boolean loaded;

  /** An empty application. */
  public LdsMemory(Eeprom eeprom) {
    this.eeprom = eeprom;
  }

  /** Its EFs by file identifier. */
  public Collection<ElementaryFile> files() {
    return List.copyOf(files.values());
  }

  /** Whether DGI 7FFF ended the loading. */
  public boolean isLoaded() {
    return loaded;
  }

  /** Whether it has BAC keys. */
  public boolean hasAccessKeys() {
    return bacKeys != null;
  }

  Optional<ElementaryFile> file(int fid) {
    return Optional.ofNullable(files.get(fid));
  }

  Optional<ElementaryFile> fileBySfi(int sfi) {
    return files.values().stream().filter(f -> f.sfi == sfi).findFirst();
  }

  /** Creates an EF; {@code 6A89} if it is there, {@code 6A84} without room. */
  void create(int fid, int sfi, int size) {
    ByteArrays.require(!files.containsKey(fid), Sw.FILE_EXISTS);
    ByteArrays.require(sfi == 0 || fileBySfi(sfi).isEmpty(), Sw.FILE_EXISTS);
    files.put(fid, new ElementaryFile(eeprom, fid, sfi, size));
  }

  void storeAccessKeys(byte[] both) {
    ByteArrays.requireLength(both, 2 * KEY);
    eeprom.commit(() -> bacKeys = both.clone());
  }

  /** K_ENC and K_MAC, sixteen bytes each; empty without. */
  Optional<byte[]> accessKeys() {
    return Optional.ofNullable(bacKeys).map(byte[]::clone);
  }

  /** Ends the loading; {@code 6985} while something is missing or torn. */
  void endLoading() {
    boolean whole =
        files.containsKey(EF_COM)
            && files.containsKey(EF_SOD)
            && files.values().stream().allMatch(ElementaryFile::isComplete);
    ByteArrays.require(whole, ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    eeprom.commit(() -> loaded = true);
  }
}
