package org.countersign.host.process;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.DriverClassLoader;
import org.countersign.protocol.v1.driverhost.ToChild;

/**
 * Main of a driver's process: {@code ID JAR...}. Frames come on descriptor 0 and go on descriptor
 * 3; descriptors 1 and 2 both lead to the gateway's log. It ends when the gateway does, for
 * descriptor 0 ends then.
 */
public final class ChildMain {

  /** Exit code of a JVM that was started with {@code ExitOnOutOfMemoryError}. */
  static final int OUT_OF_MEMORY = 3;

  private static final String FRAMES_OUT = "/proc/self/fd/3";
  private static final int BROKEN = 70;

  private ChildMain() {}

  /** Serves one device until the pipe ends. */
  public static void main(String[] arguments) {
    int code = 0;
    try (DataInputStream in = FrameChannel.buffered(new FileInputStream(FileDescriptor.in));
        OutputStream out = new FileOutputStream(FRAMES_OUT)) {
      System.setOut(System.err);
      System.setIn(InputStream.nullInputStream());
      List<String> jars = Arrays.asList(arguments).subList(1, arguments.length);
      serve(in, new ChildCalls(() -> provider(arguments[0], jars), out));
    } catch (IOException | RuntimeException e) {
      System.err.println("ERROR the driver's process gives up: " + e);
      code = BROKEN;
    }
    // Not exit: hooks and threads of a driver must not keep the process.
    Runtime.getRuntime().halt(code);
  }

  private static void serve(DataInputStream in, ChildCalls calls) throws IOException {
    Optional<byte[]> frame = FrameChannel.read(in, FrameChannel.MOST_TO_CHILD);
    while (frame.isPresent() && calls.take(ToChild.parseFrom(frame.get()))) {
      frame = FrameChannel.read(in, FrameChannel.MOST_TO_CHILD);
    }
    calls.closeDevice();
  }

  private static DriverProvider provider(String id, List<String> jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    ClassLoader loader = new DriverClassLoader(id, urls, ChildMain.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    for (DriverProvider provider : ServiceLoader.load(DriverProvider.class, loader)) {
      if (provider.getClass().getClassLoader() == loader && provider.descriptor().id().equals(id)) {
        return provider;
      }
    }
    throw new IOException("the jars " + jars + " hold no driver " + id);
  }
}
