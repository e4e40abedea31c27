package org.countersign.trust.passive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import org.countersign.trust.Specimen;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PassiveAuthenticationFuzzTest {

  private static final int ROUNDS = 1500;

  private final SortedMap<Integer, byte[]> groups = Specimen.dataGroups();

  @ParameterizedTest
  @EnumSource
  void no_other_bytes_are_good_and_none_throw(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    PassiveAuthentication inspection = specimen.inspection();
    byte[] sod = specimen.sod();
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] mutant = mutate(sod, new Random(seed));
      if (!Arrays.equals(sod, mutant)) {
        assertThat(inspection.verify(mutant, groups).good()).as("seed %d", seed).isFalse();
      }
    }
  }

  @Test
  void no_single_bit_can_be_changed() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.ICAO_P256);
    PassiveAuthentication inspection = specimen.inspection();
    byte[] sod = specimen.sod();
    for (int at = 0; at < sod.length; at++) {
      byte[] mutant = sod.clone();
      mutant[at] ^= (byte) (1 << (at % 8));
      assertThat(inspection.verify(mutant, groups).good()).as("byte %d", at).isFalse();
    }
  }

  @Test
  void noise_and_deep_nesting_do_not_throw() throws Exception {
    PassiveAuthentication inspection = Specimen.of(SignatureSuite.ICAO_P256).inspection();
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      assertThat(inspection.verify(noise, groups).good()).isFalse();
    }
    assertThat(inspection.verify(nested(), groups).summary()).startsWith("encoding: nested deeper");
  }

  /** 77 around some ten thousand SEQUENCEs, one in the other. */
  private static byte[] nested() {
    byte[] inner = new byte[0];
    while (inner.length < 60_000) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(inner.length > 59_990 ? 0x77 : 0x30);
      if (inner.length > 255) {
        out.write(0x82);
        out.write(inner.length >> 8);
      } else if (inner.length > 127) {
        out.write(0x81);
      }
      out.write(inner.length);
      out.writeBytes(inner);
      inner = out.toByteArray();
    }
    inner[0] = 0x77;
    return inner;
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes = mutateOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutateOnce(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {0x77};
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        int run = Math.min(random.nextInt(40), bytes.length - at);
        System.arraycopy(bytes, random.nextInt(bytes.length - run + 1), bytes, at, run);
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }
}
