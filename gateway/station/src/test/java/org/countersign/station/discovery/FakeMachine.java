package org.countersign.station.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A machine's {@code /sys} and {@code /dev} in a folder, laid out as Linux 6.1 and udev 252 do it:
 * {@code /sys/class/tty/ttyUSB0} leads to {@code
 * devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/ttyUSB0/tty/ttyUSB0}, whose {@code device} leads
 * to the port; the interface with bInterfaceNumber is above it, and the device with idVendor above
 * that. A port of class ACM has no folder of its own between.
 */
public final class FakeMachine {

  private static final String CONTROLLER = "devices/pci0000:00/0000:00:14.0/usb1/";

  private final Path root;
  private int number;

  public FakeMachine(Path root) {
    this.root = root;
    folder("sys/class/tty");
    folder("dev");
    tty("tty0", "devices/virtual/tty/tty0");
    tty("ttyS1", "devices/platform/serial8250/tty/ttyS1");
    text("sys/class/tty/ttyS1/type", "0");
    link("sys/devices/platform/serial8250/tty/ttyS1/device", "../../../serial8250");
  }

  public SerialPorts ports() {
    return new SerialPorts(root);
  }

  /** What a stick says of itself. */
  public record Stick(String vendor, String product, String serial, String name) {
    public static final Stick CH340 = new Stick("1a86", "7523", "", "USB Serial");
    public static final Stick E100 = new Stick("2a6e", "0100", "E100-00017", "ACME E100");

    Stick serial(String other) {
      return new Stick(vendor, product, other, name);
    }

    String byId() {
      String text = vendor + "_" + name + (serial.isEmpty() ? "" : "_" + serial);
      return "/dev/serial/by-id/usb-" + text.replaceAll("[ /]", "_") + "-if00-port0";
    }
  }

  static String byPath(String socket) {
    return "/dev/serial/by-path/pci-0000:00:14.0-usb-0:" + socket.substring(2) + ":1.0-port0";
  }

  /** Plugs one in; the newest takes a name in by-id over, as udev does it. */
  public void plug(String tty, String socket, Stick stick) {
    String device = "sys/" + CONTROLLER + socket;
    folder(device + "/" + socket + ":1.0");
    text(device + "/idVendor", stick.vendor());
    text(device + "/idProduct", stick.product());
    if (!stick.serial().isEmpty()) {
      text(device + "/serial", stick.serial());
    }
    text(device + "/product", stick.name());
    text(device + "/busnum", "1");
    text(device + "/devnum", String.valueOf(++number));
    text(device + "/" + socket + ":1.0/bInterfaceNumber", "00");
    if (tty.startsWith("ttyACM")) {
      tty(tty, CONTROLLER + socket + "/" + socket + ":1.0/tty/" + tty);
      link(device + "/" + socket + ":1.0/tty/" + tty + "/device", "../../../" + socket + ":1.0");
    } else {
      String port = CONTROLLER + socket + "/" + socket + ":1.0/" + tty;
      tty(tty, port + "/tty/" + tty);
      link("sys/" + port + "/tty/" + tty + "/device", "../../../" + tty);
    }
    text("dev/" + tty, "");
    link(stick.byId().substring(1), "../../" + tty);
    link(byPath(socket).substring(1), "../../" + tty);
  }

  /** Pulls one out; udev takes its names away. */
  public void pull(String tty, String socket, Stick stick) {
    delete("dev/" + tty);
    for (String name : new String[] {stick.byId(), byPath(socket)}) {
      delete(name.substring(1));
    }
    delete("sys/class/tty/" + tty);
    try (Stream<Path> all = Files.walk(root.resolve("sys/" + CONTROLLER + socket))) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether every port still holds what it held: nothing. */
  boolean nothingWritten() {
    try (Stream<Path> ports = Files.list(root.resolve("dev"))) {
      return ports.filter(Files::isRegularFile).allMatch(port -> port.toFile().length() == 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tty(String tty, String device) {
    folder("sys/" + device);
    link("sys/class/tty/" + tty, "../../" + device);
  }

  private void folder(String path) {
    try {
      Files.createDirectories(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void text(String path, String text) {
    try {
      Files.writeString(root.resolve(path), text.isEmpty() ? "" : text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void link(String path, String target) {
    try {
      Path link = root.resolve(path);
      Files.createDirectories(link.getParent());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String path) {
    try {
      Files.deleteIfExists(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
