package org.countersign.personalization.plan;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.Profile;

/** Stands in for a card: everything has its largest size and is zero. */
record TrialFacts(Profile profile, int signedSize) implements RuntimeFacts {

  @Override
  public Bytes signedObject() {
    int header = Tlv.headerSize(0x77, signedSize);
    return Tlv.encode(0x77, Bytes.of(new byte[Math.max(0, signedSize - header)]));
  }

  @Override
  public Bytes chipId() {
    return Bytes.of(new byte[profile.card().chipId().size()]);
  }

  @Override
  public Bytes channelDiversification() {
    return Bytes.of(new byte[10]);
  }

  @Override
  public Secret key(KeySource.Request request) {
    KeySet set = profile.keys().get(request.name());
    return Secret.of(new byte[set == null ? 16 : set.keyBytes()]);
  }
}
