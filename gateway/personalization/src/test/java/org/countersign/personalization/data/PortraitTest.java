package org.countersign.personalization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.countersign.apdu.Bytes;
import org.countersign.personalization.TestApplications;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PortraitTest {

  private static final Bytes JPEG = TestApplications.jpeg(120, 160, 2_000);

  @Test
  void width_and_height_come_from_the_image_itself() throws Exception {
    assertThat(JpegImage.read(JPEG)).isEqualTo(new JpegImage(120, 160, 3));
  }

  @Test
  void what_is_no_whole_jpeg_is_refused() {
    refused(Bytes.utf8("GIF89a no portrait"), "no JPEG");
    refused(Bytes.hex("0000000C6A5020200D0A870A00000014"), "JPEG 2000");
    refused(Bytes.hex("FF4FFF51002F0000000000000000"), "JPEG 2000");
    refused(JPEG.slice(0, JPEG.size() - 2), "cut off");
    refused(JPEG.slice(0, 40), "JPEG");
    refused(Bytes.hex("FFD8FFD9"), "JPEG");
    refused(Bytes.hex("FFD8FFFF"), "JPEG");
  }

  @Test
  void every_beginning_of_an_image_is_refused() {
    for (int size = 0; size < JPEG.size(); size += 7) {
      refused(JPEG.slice(0, size), "JPEG");
    }
  }

  private static void refused(Bytes image, String why) {
    assertThatThrownBy(() -> JpegImage.read(image))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why);
  }

  @Test
  void the_face_record_has_the_layout_of_iso_19794_5() throws Exception {
    Bytes record = FaceRecord.of(JPEG, JpegImage.read(JPEG), "F");

    assertThat(record.size()).isEqualTo(46 + JPEG.size());
    assertThat(record.slice(0, 8).toHex()).isEqualTo("4641430030313000"); // FAC, 010
    assertThat(record.at(20)).isEqualTo(2); // female
    assertThat(record.slice(34, 41).toHex()).isEqualTo("01000078" + "00A0" + "01");
    assertThat(record.from(46)).isEqualTo(JPEG);
  }
}
