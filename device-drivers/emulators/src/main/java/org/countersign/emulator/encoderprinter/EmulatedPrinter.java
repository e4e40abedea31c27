package org.countersign.emulator.encoderprinter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;

/**
 * A printer-encoder in software behind a port: a hopper of blanks, a contact and a contactless
 * station, a print head with its ribbon, an exit and a reject bin. Switches and a person's hand may
 * come from any thread.
 */
public final class EmulatedPrinter implements AutoCloseable {

  private static final int RIBBON_LOW = 20;
  private static final String OK = "OK";

  private final String serial;
  private final Mechanism mechanism;
  private final List<Print> prints = new ArrayList<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final EmulatedDevice device;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Habits habits = Habits.GOOD;
  private volatile Function<byte[], Duration> chipTime = command -> Duration.ZERO;
  private PrintJob job = new PrintJob("");
  private int jobs;
  private int ribbon = 100;
  private int mute;
  private Duration printTime = Duration.ZERO;
  private boolean printing;
  private long printed;
  private boolean tearing;

  private EmulatedPrinter(
      EmulatedPort port, String serial, Supplier<VirtualCard> blanks, int hopper, CardTray tray) {
    this.serial = serial;
    this.mechanism = new Mechanism(blanks, hopper, tray);
    this.device =
        EmulatedDevice.start("printer-" + serial, port, line -> new Session(this, line).serve());
  }

  /** Starts a printer with this many blanks; closing it closes the port. */
  public static EmulatedPrinter start(
      EmulatedPort port, CardSpec blank, int hopper, CardTray tray) {
    return start(port, "EP-000017", () -> VirtualCard.make(blank), hopper, tray);
  }

  /** The same with a serial number and cards of any make. */
  public static EmulatedPrinter start(
      EmulatedPort port, String serial, Supplier<VirtualCard> blanks, int hopper, CardTray tray) {
    return new EmulatedPrinter(port, serial, blanks, hopper, tray);
  }

  /** Where the host finds it. */
  public EmulatedPort port() {
    return device.port();
  }

  /** Ends it. */
  @Override
  public void close() {
    closing.countDown();
    device.close();
  }

  /** Waits, unless it is closed meanwhile. */
  void rest(Duration time) throws IOException {
    try {
      if (closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new InterruptedIOException("the printer ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the printer ends");
    }
  }

  Habits habits() {
    return habits;
  }

  /** Changes what it does to its line, from the next answer on. */
  public void habits(Habits other) {
    habits = other;
  }

  /** A hand lays so many blanks into the hopper, instead of those that are there. */
  public synchronized void fillHopper(int cards) {
    mechanism.fill(cards);
  }

  /** A hand puts in a ribbon that is good for so many faces. */
  public synchronized void putInRibbon(int faces) {
    ribbon = faces;
  }

  /** A hand puts a card under the contacts. */
  public synchronized void insert(VirtualCard card) {
    mechanism.insert(card, "CONTACT");
  }

  /** A hand pulls the card out. */
  public synchronized Optional<VirtualCard> pull() {
    return Optional.ofNullable(mechanism.pull());
  }

  /** The card inside. */
  public synchronized Optional<VirtualCard> card() {
    return Optional.ofNullable(mechanism.card());
  }

  /** The next card that moves jams; it is taken out and lies with the pulled ones. */
  public synchronized void jamNextCard() {
    mechanism.jamNext = true;
  }

  /** The next card that moves falls out, and the printer says OK. */
  public synchronized void loseNextCard() {
    mechanism.slipNext = true;
  }

  /** No chip answers any more, or they do again. */
  public synchronized void muteChips(boolean on) {
    mute = on ? Integer.MAX_VALUE : 0;
  }

  /** The reject bin takes no card any more, or it does again. */
  public synchronized void fillRejectBin(boolean full) {
    mechanism.rejectBinFull = full;
  }

  /** It says this of itself and moves nothing, for example {@code DEF_COVER_OPEN}. */
  public synchronized void breakDown(String word) {
    mechanism.broken = word;
  }

  /** It is well again. */
  public synchronized void mend() {
    mechanism.broken = null;
  }

  /** The ribbon tears at the next face. */
  public synchronized void tearRibbon() {
    tearing = true;
  }

  /** How long the print head is busy with a face. */
  public synchronized void printTime(Duration time) {
    printTime = time;
  }

  /** How long chips work at a command APDU. */
  public void chipTime(Function<byte[], Duration> time) {
    chipTime = time;
  }

  /** How long an answer takes that the chip has to give. */
  Duration workingTime(Map<String, String> params) throws Refusal {
    String apdu = params.getOrDefault("apdu", "");
    return apdu.isEmpty() ? Duration.ZERO : chipTime.apply(Hex.bytes(apdu));
  }

  /** Faces printed, in order. */
  public synchronized List<Print> prints() {
    return List.copyOf(prints);
  }

  /** How often a method was carried out; of commands, the command's name. */
  public synchronized int times(String method) {
    return asked.getOrDefault(method, 0);
  }

  /** Carries a request out; a string or a map of strings. */
  synchronized Object carryOut(String method, Map<String, String> params) throws Refusal {
    String own = habits.methods().getOrDefault(method, method);
    String what = own.equals("CMD.SendCommand") ? params.getOrDefault("command", "") : own;
    asked.merge(what, 1, Integer::sum);
    return switch (own) {
      case "CMD.SendCommand" -> command(what);
      case "ECHO.Echo" -> params.getOrDefault("data", "");
      case "ECHO.Refuse" ->
          throw Refusal.of(params.getOrDefault("apdu", "").toUpperCase(Locale.ROOT));
      case "SUPERVISION.GetState" -> state();
      case "CARD.Where" -> mechanism.place();
      case "SUPPLY.Get" -> supplies();
      case "ENCODER.PowerOn" -> powerOn();
      case "ENCODER.Transmit" -> transmit(params);
      case "ENCODER.PowerOff" -> powerOff();
      case "PRINT.Begin" -> begin();
      case "PRINT.Set", "PRINT.SetBitmap", "PRINT.Print", "PRINT.End" -> print(own, params);
      default -> throw new Refusal(-32601, "Method not found");
    };
  }

  private String command(String command) throws Refusal {
    switch (command) {
      case "Rtp" -> {
        return "Emulated printer-encoder";
      }
      case "Rsn" -> {
        return serial;
      }
      case "Rfv" -> {
        return "1.4";
      }
      case "Si" -> mechanism.moveTo("PRINT");
      case "Sis" -> mechanism.moveTo("CONTACT");
      case "Sic" -> mechanism.moveTo("CONTACTLESS");
      case "Se" -> mechanism.present();
      case "Ser" -> mechanism.retain();
      default -> {
        return "ERROR CDE";
      }
    }
    return OK;
  }

  private String state() {
    if (mechanism.broken != null) {
      return (mechanism.broken.startsWith("ERR") ? "ERROR," : "WARNING,") + mechanism.broken;
    }
    if (printing) {
      printing = System.nanoTime() - printed < printTime.toNanos();
      return "READY,INF_PRINTING_RUNNING";
    }
    if (ribbon == 0) {
      return "WARNING,RIBBON_ENDED";
    }
    if (mechanism.hopper() == 0) {
      return "WARNING,FEEDER_EMPTY";
    }
    if (mechanism.hopper() <= Mechanism.HOPPER_LOW) {
      return "WARNING,INF_FEEDER_NEAR_EMPTY";
    }
    return ribbon <= RIBBON_LOW ? "WARNING,INF_RIBBON_LOW" : "READY,PRINTER_READY";
  }

  private Map<String, String> supplies() {
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("hopper", Integer.toString(mechanism.hopper()));
    counts.put("hopper-low", Integer.toString(Mechanism.HOPPER_LOW));
    counts.put("ribbon", Integer.toString(ribbon));
    counts.put("ribbon-low", Integer.toString(RIBBON_LOW));
    return counts;
  }

  private Map<String, String> powerOn() throws Refusal {
    mechanism.requireCard();
    if (mute > 0) {
      mute--;
      throw Refusal.of("CARD_MUTE");
    }
    Map<String, String> connection = new LinkedHashMap<>();
    connection.put("atr", Hex.of(mechanism.powerOn()));
    connection.put("protocol", "T=1");
    connection.put("max-command", "65544");
    connection.put("max-response", "65538");
    return connection;
  }

  private Map<String, String> transmit(Map<String, String> params) throws Refusal {
    String digits = params.getOrDefault("apdu", "");
    if (!Hex.check(digits).equals(params.get("check"))) {
      throw Refusal.of("CHECK_FAILED");
    }
    String answer = Hex.of(mechanism.transmit(Hex.bytes(digits)));
    return Map.of("apdu", answer, "check", Hex.check(answer));
  }

  private String powerOff() {
    mechanism.powerOff();
    return OK;
  }

  private String begin() throws Refusal {
    mechanism.requireWhole();
    job = new PrintJob("JOB%06d".formatted(++jobs));
    return job.session;
  }

  private String print(String step, Map<String, String> params) throws Refusal {
    if (!job.session.equals(params.get("session"))) {
      throw Refusal.of("NO_SESSION");
    }
    switch (step) {
      case "PRINT.Set" -> job.set(params);
      case "PRINT.SetBitmap" -> job.bitmap(params);
      case "PRINT.Print" -> run();
      default -> job = new PrintJob("");
    }
    return OK;
  }

  private void run() throws Refusal {
    mechanism.requireWhole();
    if (ribbon == 0) {
      throw Refusal.of("RIBBON_ENDED");
    }
    if (!mechanism.place().equals("PRINT")) {
      throw Refusal.of("NO_CARD");
    }
    Print print = job.on(mechanism.requireCard());
    ribbon--;
    if (tearing) {
      tearing = false;
      mechanism.broken = "ERR_RIBBON_ERROR";
      return;
    }
    prints.add(print);
    printing = true;
    printed = System.nanoTime();
  }
}
