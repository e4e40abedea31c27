package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;

/** The worked example of ICAO 9303-11, appendix D.3 and D.4, and a chip that plays it. */
final class Recording implements Chip {

  static final String GET_CHALLENGE = "0084000008";
  static final String CHALLENGE = "4608F91988702212 9000";
  static final String AUTHENTICATE =
      "0082000028"
          + "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"
          + "5F1448EEA8AD90A7"
          + "28";
  static final String PROOF =
      "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F 2F2D235D074D7449 9000";
  static final String SELECT_EF_COM = "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800";
  static final String SELECTED = "990290008E08FA855A5D4C50A8ED9000";
  static final String READ_4 = "0CB000000D9701048E08ED6705417E96BA5500";
  static final String FOUR_BYTES = "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000";
  static final String READ_18 = "0CB000040D9701128E082EA28A70F3C7B53500";
  static final String EIGHTEEN_BYTES =
      "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000";
  static final String EF_COM = "60145F0104303130365F36063034303030305C026175";

  private final Deque<Bytes> answers = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();

  Recording(String... answers) {
    Arrays.stream(answers).map(Bytes::hex).forEach(this.answers::add);
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) {
    sent.add(Bytes.of(command.encode()).toHex());
    assertThat(answers).as("an answer for %s", command).isNotEmpty();
    return ResponseApdu.decode(answers.remove().toArray());
  }

  List<String> sent() {
    return sent;
  }

  /** D.2. */
  static MrzKey key() {
    return MrzKey.of("L898902C", "690806", "940623");
  }

  /** RND.IFD, then K.IFD of D.3. */
  static SecureRandom random() {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] out) {
        String hex = out.length == 8 ? "781723860C06C226" : "0B795240CB7049B01C19B33E32804F0B";
        System.arraycopy(Bytes.hex(hex).toArray(), 0, out, 0, out.length);
      }
    };
  }
}
