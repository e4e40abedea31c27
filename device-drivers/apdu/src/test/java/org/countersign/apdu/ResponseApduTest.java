package org.countersign.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResponseApduTest {

  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll @Size(max = 300) byte[] data, @ForAll @IntRange(max = 0xFFFF) int sw) {
    ResponseApdu response = new ResponseApdu(Bytes.of(data), new StatusWord(sw));
    assertThat(ResponseApdu.decode(response.encode())).isEqualTo(response);
  }

  @Test
  void theStatusWordAloneIsAResponse() {
    assertThat(ResponseApdu.decode(new byte[] {0x69, (byte) 0x82}))
        .isEqualTo(ResponseApdu.of(0x6982));
    assertThat(ResponseApdu.of(0x9000).isOk()).isTrue();
  }

  @Test
  void lessThanAStatusWordIsRefused() {
    assertThatThrownBy(() -> ResponseApdu.decode(new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 bytes");
  }
}
