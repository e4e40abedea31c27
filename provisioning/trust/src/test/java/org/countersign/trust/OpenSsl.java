package org.countersign.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.countersign.testbed.RealPart;

/** Runs the real openssl in a folder. */
public record OpenSsl(Path folder) {

  public record Result(int exit, String output) {}

  public Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(RealPart.require("openssl", "openssl").toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("openssl.out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("openssl took longer than 30 s: " + command);
    }
    return new Result(process.exitValue(), java.nio.file.Files.readString(output));
  }
}
