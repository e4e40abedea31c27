package org.countersign.personalization.keys;

import java.util.Optional;
import java.util.Set;
import org.countersign.apdu.Bytes;

/** Gives the keys of cards. A master key never leaves it. Any thread. */
public interface KeySource {

  /**
   * A key of a card.
   *
   * @return the caller closes it
   * @throws KeyUnavailableException if there is no such key
   */
  Secret key(Request request) throws KeyUnavailableException;

  /**
   * Whether a job can have its keys here, looked at when the job comes in and no card is at hand.
   *
   * @throws KeyUnavailableException why no card can ever be made for it
   */
  default void require(Order order) throws KeyUnavailableException {}

  /**
   * The keys of one card, asked for before any of its keys is used. A source of master keys serves
   * every card.
   *
   * @param chip the chip's own number
   * @param begun whether the card is one that the job was begun on before; it is finished with what
   *     may have ended in the meantime
   * @return to be closed when the card is done
   * @throws KeyUnavailableException why this card cannot be made; nothing was done to it
   */
  default CardKeys forCard(Order order, Bytes chip, boolean begun) throws KeyUnavailableException {
    return CardKeys.of(this);
  }

  /**
   * Why no card that needs these key sets can be begun now; the obstacle goes by itself or by a
   * person's hand, and this tells when.
   *
   * @param sets names of key sets
   */
  default Optional<String> outage(Set<String> sets) {
    return Optional.empty();
  }

  /**
   * Which key.
   *
   * @param name name of the master key or key set, as the profile gives it, for example {@code
   *     transport}
   * @param role use of the key in its set: {@code enc}, {@code mac}, {@code dek}, or a name of the
   *     profile's own
   * @param method how the card's key is derived
   * @param input what it is derived from: key diversification data of INITIALIZE UPDATE, chip id;
   *     empty for {@link Diversification#NONE}
   */
  record Request(String name, String role, Diversification method, Bytes input) {}

  /** A key of a profile, by set and role. */
  record Name(String set, String role) {
    @Override
    public String toString() {
      return set + "." + role;
    }
  }

  /**
   * What a job needs and brings along.
   *
   * @param job its id
   * @param keys all that its profile uses
   * @param envelope keys that came with the application, wrapped
   */
  record Order(String job, Set<Name> keys, Optional<Bytes> envelope) {
    public Order {
      keys = Set.copyOf(keys);
    }

    @Override
    public String toString() {
      return "Order[" + job + "]";
    }
  }
}
