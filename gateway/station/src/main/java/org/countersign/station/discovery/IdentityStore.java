package org.countersign.station.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Who each device was: {@code <folder>/<device>.json}, one small file a device beside the ledger. A
 * file, because it is overwritten and forgotten, which a ledger's records never are; that a person
 * accepted another device is on record there. Any thread for different devices.
 */
public final class IdentityStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** In that folder, which is made with the first device. */
  public IdentityStore(Path folder) {
    this.folder = folder;
  }

  private Path file(String device) {
    return folder.resolve(device + ".json");
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is there and cannot be read
   */
  Optional<DeviceIdentity> read(String device) throws IOException {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file(device)));
      if (!node.isObject()) {
        throw new IOException(file(device) + " holds no identity");
      }
      return Optional.of(
          new DeviceIdentity(
              node.path("address").asText(""),
              node.path("path").asText(""),
              node.path("usb").asText(""),
              node.path("usbSerial").asText(""),
              node.path("model").asText(""),
              node.path("serial").asText("")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes it so that after a power cut the old or the new one is there. */
  void write(String device, DeviceIdentity identity) throws IOException {
    ObjectNode node =
        JSON.createObjectNode()
            .put("address", identity.address())
            .put("path", identity.path())
            .put("usb", identity.usb())
            .put("usbSerial", identity.usbSerial())
            .put("model", identity.model())
            .put("serial", identity.serial());
    Files.createDirectories(folder);
    Path made = folder.resolve(device + ".json.new");
    try (FileChannel channel =
            FileChannel.open(
                made,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
      channel.force(true);
    }
    Files.move(
        made, file(device), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forgets it. */
  void forget(String device) throws IOException {
    Files.deleteIfExists(file(device));
  }
}
