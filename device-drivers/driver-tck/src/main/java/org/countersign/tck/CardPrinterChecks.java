package org.countersign.tck;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;

/** The face of the card. */
abstract class CardPrinterChecks extends Checks {

  CardPrinterChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isThereExactlyIfDeclared() throws Exception {
    isThereExactlyIfDeclared(CardPrinter.class);
  }

  @Test
  void printsAFaceAndKeepsTheCard() throws Exception {
    Duration limit = rig().bench.movementLimit();
    try (Session session = rig().open()) {
      CardPrinter printer = session.require(CardPrinter.class);
      byte[] face = face(session, printer);
      put(session);
      session.order("print", limit, d -> printer.print(CardPrinter.Side.FRONT, face, limit));
      if (session.declared().contains(ChipContact.class)) {
        new Chip(session).power().exchange(1);
      }
      session.ask("supplies", Chip.POWER, d -> printer.supplies());
    }
  }

  private static void put(Session session) throws Exception {
    if (session.declared().contains(ChipContact.class)) {
      new Chip(session).put();
    }
  }

  private static byte[] face(Session session, CardPrinter printer) throws Exception {
    int width = session.ask("widthDots", Duration.ZERO, d -> printer.widthDots());
    int height = session.ask("heightDots", Duration.ZERO, d -> printer.heightDots());
    Proof.holds(
        width > 0 && height > 0 && width <= 10_000 && height <= 10_000,
        "the printable face",
        "1 to 10000 dots each way",
        width + " by " + height);
    return png(width, height);
  }

  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < Math.min(width, height); i++) {
      image.setRGB(i, i, 0xFFFFFF);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void saysThatTheRibbonIsOut() throws Exception {
    Duration limit = rig().bench.movementLimit();
    try (Session session = rig().open()) {
      CardPrinter printer = session.require(CardPrinter.class);
      rig().require(Deed.EMPTY_RIBBON, Deed.FILL_RIBBON);
      byte[] face = face(session, printer);
      put(session);
      rig().perform(Deed.EMPTY_RIBBON);
      try {
        DeviceException empty =
            session.failure(
                "print without a ribbon",
                limit,
                d -> printer.print(CardPrinter.Side.FRONT, face, limit));
        Proof.failure("print without a ribbon", empty, Fault.SUPPLY_EMPTY, Effect.NONE);
      } finally {
        rig().perform(Deed.FILL_RIBBON);
      }
    }
  }
}
