package org.countersign.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.testbed.RealPart;

/** The real openssl, in a folder. */
record OpenSsl(Path folder) {

  /** {@code offset:d=depth hl=header bytes l=content bytes prim|cons: type}. */
  private static final Pattern ELEMENT =
      Pattern.compile(
          " *(\\d+):d=(\\d+) +hl=(\\d+) l= *(\\d+) (?:prim|cons): ([^:]*?)(?: {2,}.*|:.*)?");

  /** How it ended and what it wrote, standard output and error. */
  record Result(int exit, String output) {}

  /** An element of a DER structure as {@code openssl asn1parse} finds it. */
  record Element(int offset, int depth, int size, String type) {

    byte[] in(byte[] der) {
      return Arrays.copyOfRange(der, offset, offset + size);
    }
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(RealPart.require("openssl", "openssl").toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), said);
  }

  Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  /** Every element of a structure in its order. */
  List<Element> elements(byte[] der) throws IOException, InterruptedException {
    write("asn1.der", der);
    Result parsed = run("asn1parse", "-inform", "DER", "-in", "asn1.der");
    if (parsed.exit() != 0) {
      throw new IOException(parsed.output());
    }
    List<Element> elements = new ArrayList<>();
    for (String line : parsed.output().split("\n", -1)) {
      Matcher matcher = ELEMENT.matcher(line);
      if (matcher.matches()) {
        elements.add(
            new Element(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)) + Integer.parseInt(matcher.group(4)),
                matcher.group(5)));
      }
    }
    return elements;
  }
}
