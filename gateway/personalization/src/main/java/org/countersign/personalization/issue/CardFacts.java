package org.countersign.personalization.issue;

import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.RuntimeFacts;
import org.jspecify.annotations.Nullable;

/** What is known of the card at hand; grows as the work goes on. One thread. */
final class CardFacts implements RuntimeFacts {

  private final KeySource keys;
  private @Nullable Bytes chipId;
  private @Nullable Bytes diversification;
  private @Nullable Bytes signedObject;

  CardFacts(KeySource keys) {
    this.keys = keys;
  }

  KeySource keys() {
    return keys;
  }

  void chipId(Bytes id) {
    chipId = id;
  }

  void diversification(Bytes data) {
    diversification = data;
  }

  void signedObject(Bytes object) {
    signedObject = object;
  }

  @Override
  public Bytes signedObject() {
    return required(signedObject, "signed object");
  }

  @Override
  public Bytes chipId() {
    return required(chipId, "chip number");
  }

  @Override
  public Bytes channelDiversification() {
    return required(diversification, "diversification data of a secure channel");
  }

  @Override
  public Secret key(KeySource.Request request) throws KeyUnavailableException {
    return keys.key(request);
  }

  private static Bytes required(@Nullable Bytes value, String what) {
    if (value == null) {
      throw new IllegalStateException(
          "the profile uses the " + what + " before it is known; change the order of its steps");
    }
    return value;
  }
}
