package org.countersign.centre.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.countersign.centre.acl.MosquittoAcl;
import org.countersign.centre.acl.StationList;
import org.countersign.centre.acl.StationList.MalformedListException;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.StationTable;
import org.countersign.centre.store.StoreException;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what mosquitto lets each station do. */
@Command(
    name = "acl",
    mixinStandardHelpOptions = true,
    description = {
      "Write the acl_file of a mosquitto: a block for each station, so that its certificate ties it"
          + " to its district.",
      "mosquitto reads it again at SIGHUP (systemctl reload mosquitto)."
    })
final class AclCommand implements Callable<Integer> {

  @Mixin private FolderOption folder = new FolderOption();

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--centre",
      paramLabel = "CN",
      defaultValue = "centre",
      description = "Common name of the centre's certificate; ${DEFAULT-VALUE}.")
  private String centre = "centre";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write; replaced at once, so that a broker never reads half of it.")
  private Path out = Path.of("countersign.acl");

  /** Where the stations come from. */
  private static final class Source {

    @Option(
        names = "--stations",
        paramLabel = "FILE",
        description = "Lines district/station, of whoever hands out the certificates.")
    private @Nullable Path stations;

    @Option(
        names = "--known",
        description =
            "Stations that the centre has heard; look through the file before it is used.")
    private boolean known;
  }

  @Override
  public Integer call() throws Refused {
    if (!EdgeNodeDescriptor.isId(centre) || !centre.equals(centre.strip())) {
      throw new Refused("--centre must be a name without + / # and blanks around it.");
    }
    try {
      StationList list = stations();
      if (list.stations().isEmpty()) {
        throw new Refused("There is no station; nothing was written.");
      }
      write(MosquittoAcl.of(centre, list));
      System.out.printf(
          "%s lets %,d stations in, each in its district alone. Now: systemctl reload"
              + " mosquitto%n",
          out, list.stations().size());
      return 0;
    } catch (MalformedListException e) {
      throw new Refused(e.getMessage() + " Nothing was written.");
    }
  }

  private StationList stations() throws Refused, MalformedListException {
    return source.known ? heard() : listed(Objects.requireNonNull(source.stations));
  }

  private static StationList listed(Path file) throws Refused, MalformedListException {
    try {
      return StationList.read(Files.readAllLines(file));
    } catch (IOException e) {
      throw new Refused("Read " + file + ": " + e + ". Nothing was written.");
    }
  }

  private StationList heard() throws Refused, MalformedListException {
    try (Database database = Database.open(folder.read().database())) {
      return StationList.of(
          new StationTable(database).all().stream().map(KnownNode::node).toList());
    } catch (StoreException e) {
      throw new Refused("The known stations are not reached. " + e.getMessage());
    }
  }

  private void write(String text) throws Refused {
    Path whole = out.toAbsolutePath();
    Path beside = whole.resolveSibling(whole.getFileName() + ".new");
    try {
      Files.writeString(beside, text);
      var ignored =
          Files.move(
              beside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Refused("Write " + out + ": " + e);
    }
  }
}
