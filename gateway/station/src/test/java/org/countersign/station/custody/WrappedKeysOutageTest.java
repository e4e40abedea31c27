package org.countersign.station.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.KeyUnavailableException.Hinders;
import org.countersign.trust.cardkeys.Envelopes;
import org.countersign.trust.cardkeys.Pkcs12RecipientKey;
import org.countersign.trust.cardkeys.RecipientKey;
import org.countersign.trust.signer.SignerException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A station's own key that does not answer for a while, as a token that is pulled. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrappedKeysOutageTest {

  private static final Set<String> SETS = Set.of("transport");

  @TempDir Path folder;
  private long nanos = Long.MAX_VALUE - 1; // The clock may wrap.
  private boolean away;
  private WrappedKeys keys;
  private KeySource.Order order;

  /** The key in its file, for as long as the token is there. */
  private final class Token implements RecipientKey {
    private final RecipientKey real;

    Token(RecipientKey real) {
      this.real = real;
    }

    @Override
    public X509Certificate certificate() {
      return real.certificate();
    }

    @Override
    public String place() {
      return "token \"station 17\"";
    }

    @Override
    public byte[] agree(PublicKey other) throws SignerException {
      if (away) {
        throw new SignerException(place() + " did not agree; see that it is plugged in");
      }
      return real.agree(other);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @BeforeEach
  void make() throws Exception {
    Envelopes envelopes = Envelopes.in(folder);
    RecipientKey real =
        Pkcs12RecipientKey.open(
            folder.resolve("station/wrapping.p12"), folder.resolve("station/wrapping.password"));
    Clock clock = Clock.systemUTC();
    keys =
        new WrappedKeys(
            "st-1",
            Map.of("transport", 1),
            envelopes.opener(new Token(real), clock),
            clock,
            () -> nanos);
    order =
        new KeySource.Order(
            "job-1",
            Set.of(new KeySource.Name("transport", "enc")),
            Optional.of(Bytes.of(envelopes.seal(Envelopes.bundle("8986"), real.certificate()))));
  }

  private void failsAsTheStation() {
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() -> keys.require(order))
        .satisfies(e -> assertThat(e.hinders()).isEqualTo(Hinders.STATION));
  }

  @Test
  void it_hinders_every_card_and_says_why_until_it_answers_again() throws Exception {
    keys.require(order);
    assertThat(keys.outage(SETS)).isEmpty();
    away = true;
    failsAsTheStation();
    assertThat(keys.outage(SETS).orElseThrow()).contains("station 17", "plugged in");
    away = false;
    keys.require(order);
    assertThat(keys.outage(SETS)).isEmpty();
  }

  @Test
  void after_ten_seconds_one_card_is_tried_on_it_and_tells_how_it_is() throws Exception {
    away = true;
    failsAsTheStation();
    nanos += Duration.ofSeconds(9).toNanos();
    assertThat(keys.outage(SETS)).isPresent();
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(keys.outage(SETS)).isEmpty();
    failsAsTheStation();
    assertThat(keys.outage(SETS)).isPresent();
  }
}
