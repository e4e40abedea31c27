package org.countersign.encoderprinter;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.countersign.driver.CardPrinter;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** The print head. */
final class Printer implements CardPrinter {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COUNTING = Duration.ofSeconds(10);

  private final Service service;
  private final Transport transport;

  Printer(Service service, Transport transport) {
    this.service = service;
    this.transport = transport;
  }

  @Override
  public int widthDots() {
    return service.dialect().faceWidth();
  }

  @Override
  public int heightDots() {
    return service.dialect().faceHeight();
  }

  @Override
  public void print(Side side, byte[] png, Duration limit) throws DeviceException {
    String doing = "printing the " + side + " of the card";
    Deadline deadline = service.deadline(limit);
    String image = image(png, doing);
    transport.requireCard(deadline, doing);
    transport.requireReady(Word.Before.PRINT, deadline, doing);
    transport.moveTo(Place.PRINT, deadline, doing);
    String session = begin(side, image, deadline, doing);
    run(session, deadline, doing);
    if (transport.where(deadline, doing, Effect.DONE) == Place.NONE) {
      throw new DeviceException(
          Fault.CARD_TAKEN,
          Effect.DONE,
          "",
          doing + ": it left the printer before it was finished");
    }
  }

  private String image(byte[] png, String doing) throws DeviceException {
    try {
      PngImage image = PngImage.read(png, widthDots(), heightDots());
      byte[] sent = service.dialect().takesPng() ? png : image.toBmp();
      return "base64:" + Base64.getEncoder().encodeToString(sent);
    } catch (PngImage.Unreadable e) {
      throw new DeviceException(
          Fault.CONFIGURATION, Effect.NONE, "", doing + ": " + e.getMessage(), e);
    }
  }

  /** Nothing is printed before the last step, so whatever fails here left the card as it was. */
  private String begin(Side side, String image, Deadline deadline, String doing)
      throws DeviceException {
    Dialect dialect = service.dialect();
    try {
      String session = service.order(Operation.PRINT_BEGIN, Map.of(), deadline, doing).text();
      String word = Word.of(session);
      if (dialect.isWord(word)) {
        throw dialect.word(word).failure(doing, Effect.NONE);
      }
      Map<String, String> values =
          Map.of(
              "session",
              session,
              "settings",
              dialect.text("print.settings"),
              "side",
              dialect.text(side == Side.FRONT ? "side.front" : "side.back"),
              "image",
              image);
      for (Operation step : List.of(Operation.PRINT_SET, Operation.PRINT_BITMAP)) {
        transport.requireOk(service.order(step, values, deadline, doing), doing);
      }
      return session;
    } catch (DeviceException e) {
      throw new DeviceException(
          e.fault(), Effect.NONE, e.vendorCode(), String.valueOf(e.getMessage()), e);
    }
  }

  private void run(String session, Deadline deadline, String doing) throws DeviceException {
    Map<String, String> values = Map.of("session", session);
    transport.requireOk(service.order(Operation.PRINT_RUN, values, deadline, doing), doing);
    try {
      Transport.State state = transport.state(deadline, doing);
      while (state.reason().name().equals(service.dialect().text("print.running"))) {
        service.rest(deadline.left(POLL), doing, Effect.UNKNOWN);
        state = transport.state(deadline, doing);
      }
      if (state.failed()) {
        throw state.reason().failure(doing);
      }
      service.ask(Operation.PRINT_END, values, deadline, doing);
    } catch (DeviceException e) {
      throw new DeviceException(
          e.fault(), Effect.UNKNOWN, e.vendorCode(), String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<Supply> supplies() throws DeviceException {
    Answer counts =
        service.ask(
            Operation.SUPPLIES, Map.of(), service.deadline(COUNTING), "counting the ribbon");
    int left = Counts.of(counts, "ribbon");
    int low = Counts.of(counts, "ribbon-low");
    return List.of(new Supply("ribbon", left, left >= 0 && left <= low));
  }
}
