package org.countersign.fleetsim.box;

import java.util.random.RandomGenerator;

/**
 * A kind of encoder, as its driver names it.
 *
 * @param seconds that a card takes, on average
 */
record EncoderModel(String driver, String model, double seconds) {

  private static final EncoderModel[] ALL = {
    new EncoderModel("pcsc", "any PC/SC reader", 34),
    new EncoderModel("serial-ccid", "ACR1281S", 48),
    new EncoderModel("osdp", "OSDP v2 reader", 55),
    new EncoderModel("encoder-printer", "printer-encoder", 62)
  };

  static EncoderModel draw(RandomGenerator random) {
    return ALL[random.nextInt(ALL.length)];
  }
}
