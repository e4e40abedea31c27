package org.countersign.personalization.scp03;

/**
 * The card proved other keys than ours, so nothing was sent that could spend a try. Reason {@link
 * SecureChannelException.Reason#WRONG_KEYS}.
 */
public final class CardCryptogramMismatch extends SecureChannelException {

  private static final long serialVersionUID = 1L;

  CardCryptogramMismatch(String message) {
    super(Reason.WRONG_KEYS, null, message);
  }
}
