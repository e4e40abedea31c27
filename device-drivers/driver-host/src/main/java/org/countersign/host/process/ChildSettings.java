package org.countersign.host.process;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a driver's process is started.
 *
 * @param driver id of the driver
 * @param jars the driver's own, loaded in a {@link org.countersign.host.bundle.DriverClassLoader}
 *     as in the gateway
 * @param heapBytes its largest heap
 * @param java the Java launcher
 * @param classPath what the process itself is made of; the driver sees of it what the class loader
 *     gives
 */
public record ChildSettings(
    String driver, List<Path> jars, long heapBytes, Path java, List<Path> classPath) {

  private static final long MIB = 1L << 20;

  /** One class of each library that opens lines; their types stop at the links. */
  private static final List<String> LINK_LIBRARIES =
      List.of(
          "com.fazecast.jSerialComm.SerialPort",
          "io.netty.channel.Channel",
          "io.netty.buffer.ByteBuf",
          "io.netty.util.concurrent.Future",
          "io.netty.resolver.AddressResolver");

  /** Where an installation keeps the native library for serial ports. */
  private static final String SERIAL_LIBRARY = "jSerialComm.library.path";

  private static final String SHELL = "/bin/sh";

  /**
   * Frames go over descriptor 3, and descriptor 1 leads where 2 does: vendors' native code prints
   * to it, which no Java setting catches.
   */
  private static final String MOVE_OUTPUT = "exec 3>&1 1>&2 && exec \"$@\"";

  public ChildSettings {
    jars = List.copyOf(jars);
    classPath = List.copyOf(classPath);
  }

  /** Started with the Java that runs the gateway, and from the same jars or folders of classes. */
  public static ChildSettings of(String driver, List<Path> jars, long heapBytes) {
    return new ChildSettings(
        driver, jars, heapBytes, Path.of(System.getProperty("java.home"), "bin", "java"), parts());
  }

  private static List<Path> parts() {
    Set<Path> parts = new LinkedHashSet<>();
    for (Class<?> part :
        List.of(
            ChildMain.class,
            org.countersign.driver.DriverProvider.class,
            org.countersign.protocol.v1.driverhost.ToChild.class,
            com.google.protobuf.MessageLite.class,
            org.slf4j.Logger.class,
            org.countersign.link.GatewayLinks.class)) {
      parts.add(home(part));
    }
    for (String part : LINK_LIBRARIES) {
      parts.add(home(named(part)));
    }
    return List.copyOf(parts);
  }

  /** Found, not initialized: jSerialComm would unpack its library here and now. */
  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, ChildSettings.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the gateway's own class path lacks " + name, e);
    }
  }

  private static Path home(Class<?> part) {
    CodeSource source = part.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(part + " was loaded from " + source.getLocation(), e);
    }
  }

  List<String> command() {
    List<String> command = new ArrayList<>(List.of(SHELL, "-c", MOVE_OUTPUT, SHELL));
    command.add(java.toString());
    command.addAll(
        List.of(
            "-Xmx" + heapBytes / MIB + "m",
            "-Xss512k",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:MaxDirectMemorySize=" + heapBytes / MIB + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+ErrorFileToStderr",
            "-XX:-CreateCoredumpOnCrash",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-Dslf4j.provider=" + StderrLogging.class.getName(),
            "-D" + SERIAL_LIBRARY + "=" + System.getProperty(SERIAL_LIBRARY, ""),
            "-cp",
            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            ChildMain.class.getName(),
            driver));
    jars.forEach(jar -> command.add(jar.toAbsolutePath().toString()));
    return command;
  }
}
