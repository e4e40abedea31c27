package org.countersign.station.cuts;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;

/**
 * Stands in for a signature where thousands are made: a digest of every data group, and a number.
 */
final class Digests implements Signatures.Scheme {

  @Override
  public String suite() {
    return "ICAO-P256";
  }

  @Override
  public int maxSize(int dataGroups) {
    return 512;
  }

  @Override
  public Bytes sign(SortedMap<Integer, Bytes> dataGroups, int number) {
    Bytes all = Bytes.empty();
    for (Map.Entry<Integer, Bytes> group : dataGroups.entrySet()) {
      all = all.plus(Tlv.encode(0x04, Bytes.of(group.getKey()), sha256(group.getValue())));
    }
    Bytes own = Bytes.of(ByteBuffer.allocate(4).putInt(number).array());
    return Tlv.encode(0x77, Tlv.encode(0x30, all), Tlv.encode(0x04, own));
  }

  @Override
  public boolean verifies(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    int number = ByteBuffer.wrap(efSod.toArray()).getInt(efSod.size() - 4);
    return efSod.equals(sign(dataGroups, number));
  }

  private static Bytes sha256(Bytes value) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(value.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
