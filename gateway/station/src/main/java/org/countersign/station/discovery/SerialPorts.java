package org.countersign.station.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.countersign.station.discovery.UsbPort.Usb;

/**
 * Reads which serial ports are there from {@code /sys/class/tty} (Linux,
 * Documentation/ABI/testing/sysfs-bus-usb) and udev's links in {@code /dev/serial}. Opens no port.
 * Any thread; some ten small files a port. A device that goes in the middle is left out.
 */
public final class SerialPorts {

  /** Longer descriptors than USB allows (126 characters) are cut. */
  private static final int MOST_BYTES = 512;

  private static final Path CLASS = Path.of("sys/class/tty");

  private final Path root;

  /** Those of a machine whose root folder is {@code root}. */
  public SerialPorts(Path root) {
    this.root = root;
  }

  /** Those of this machine. */
  public static SerialPorts ofMachine() {
    return new SerialPorts(Path.of("/"));
  }

  /** All ports with hardware behind them, by name. */
  public List<UsbPort> all() {
    Map<String, List<String>> byId = links("by-id");
    Map<String, List<String>> byPath = links("by-path");
    List<UsbPort> ports = new ArrayList<>();
    for (Path entry : list(root.resolve(CLASS))) {
      String tty = String.valueOf(entry.getFileName());
      device(entry)
          .ifPresent(device ->
              ports.add(
                  new UsbPort(
                      tty,
                      usb(device),
                      byId.getOrDefault(tty, List.of()),
                      byPath.getOrDefault(tty, List.of()))));
    }
    return ports;
  }

  /** The port that an address leads to now; empty if it leads nowhere or to no port of hardware. */
  Optional<UsbPort> at(String address, List<UsbPort> all) {
    return real(address)
        .flatMap(path ->
            all.stream()
                .filter(port -> port.tty().equals(String.valueOf(path.getFileName())))
                .findFirst());
  }

  /** What the address leads to now. */
  private Optional<Path> real(String address) {
    try {
      return Optional.of(inRoot(address).toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Where an address of the machine is in its tree. */
  Path inRoot(String address) {
    return root.resolve(address.substring(1));
  }

  /**
   * A text that is another one whenever the device behind the address was plugged in again; empty
   * while there is none.
   */
  Optional<String> presence(String address) {
    return real(address)
        .map(path ->
            path
                + " "
                + device(root.resolve(CLASS).resolve(String.valueOf(path.getFileName())))
                    .flatMap(this::usb)
                    .map(Usb::number)
                    .orElse(""));
  }

  /** Consoles and pseudo-terminals have none; a socket on the board without a chip is type 0. */
  private Optional<Path> device(Path tty) {
    try {
      return text(tty.resolve("type")).equals("0")
          ? Optional.empty()
          : Optional.of(tty.resolve("device").toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Walks up to the interface and on to the device. */
  private Optional<Usb> usb(Path device) {
    String interfaceNumber = "";
    for (Path at = device; at != null && !at.equals(root); at = at.getParent()) {
      if (interfaceNumber.isEmpty()) {
        interfaceNumber = text(at.resolve("bInterfaceNumber"));
      }
      String vendor = text(at.resolve("idVendor"));
      String product = text(at.resolve("idProduct"));
      if (isId(vendor) && isId(product)) {
        return Optional.of(
            new Usb(
                Integer.parseInt(vendor, 16),
                Integer.parseInt(product, 16),
                text(at.resolve("serial")),
                text(at.resolve("product")),
                interfaceNumber,
                String.valueOf(at.getFileName()),
                text(at.resolve("busnum")) + ":" + text(at.resolve("devnum"))));
      }
    }
    return Optional.empty();
  }

  private static boolean isId(String text) {
    return text.matches("[0-9a-fA-F]{4}");
  }

  private Map<String, List<String>> links(String folder) {
    Map<String, List<String>> links = new TreeMap<>();
    for (Path link : list(root.resolve("dev/serial").resolve(folder))) {
      try {
        links
            .computeIfAbsent(
                String.valueOf(link.toRealPath().getFileName()), tty -> new ArrayList<>())
            .add("/dev/serial/" + folder + "/" + link.getFileName());
      } catch (IOException gone) {
        // It leads nowhere: no port has this name.
      }
    }
    return links;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException none) {
      return List.of(); // udev makes these folders with the first device.
    }
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
          .strip()
          .replaceAll("\\p{Cntrl}", "?");
    } catch (IOException none) {
      return "";
    }
  }
}
