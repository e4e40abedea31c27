package org.countersign.station.discovery;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a configured port comes or goes. Its thread {@code discovery} sleeps until the kernel
 * reports a change in {@code /dev/serial} or in the folder of a port, and looks every two seconds
 * besides: a folder that does not exist yet cannot be watched, and reports can be lost.
 */
public final class PortWatch implements AutoCloseable {

  /** Longest time until a change is seen. */
  public static final Duration POLL = Duration.ofSeconds(2);

  /** What is told. */
  public interface Listener {
    /** The device behind the address was unplugged, or plugged in anew since the last look. */
    void gone(String address);

    /** A device is there that was not. */
    void came(String address);
  }

  /** Sleeps until there may be something to see. */
  interface Sleep {
    /**
     * Waits for a report about one of the folders, or for the limit.
     *
     * @throws InterruptedException if the watch is to end
     */
    void await(Set<Path> folders, Duration limit) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(PortWatch.class);

  private final SerialPorts ports;
  private final Set<String> addresses;
  private final Listener listener;
  private final Sleep sleep;
  private final Map<String, String> seen = new HashMap<>();
  private final Thread thread;

  /** Watches the ports of those addresses. */
  public PortWatch(SerialPorts ports, Set<String> addresses, Listener listener) {
    this(ports, addresses, listener, new KernelReports());
  }

  PortWatch(SerialPorts ports, Set<String> addresses, Listener listener, Sleep sleep) {
    this.ports = ports;
    this.addresses = new LinkedHashSet<>(addresses);
    this.listener = listener;
    this.sleep = sleep;
    this.thread = Thread.ofPlatform().daemon().name("discovery").unstarted(this::run);
    for (String address : this.addresses) {
      ports.presence(address).ifPresent(presence -> seen.put(address, presence));
    }
  }

  /** Starts the thread; without an address there is nothing to watch and none is started. */
  public void start() {
    if (!addresses.isEmpty()) {
      thread.start();
    }
  }

  private void run() {
    Set<Path> folders = folders();
    try {
      while (true) {
        sleep.await(folders, POLL);
        try {
          look();
        } catch (RuntimeException e) {
          LOG.error("the watch over the ports failed; it goes on", e);
        }
      }
    } catch (InterruptedException end) {
      LOG.debug("the ports are no longer watched");
    }
  }

  /** Looks once and tells what is different. The watch's thread. */
  void look() {
    for (String address : addresses) {
      Optional<String> now = ports.presence(address);
      String before = now.isPresent() ? seen.put(address, now.get()) : seen.remove(address);
      if (before != null && !now.equals(Optional.of(before))) {
        listener.gone(address);
      }
      if (now.isPresent() && !now.get().equals(before)) {
        listener.came(address);
      }
    }
  }

  /** udev's folders with their parents, and those of the ports. */
  private Set<Path> folders() {
    Set<Path> folders = new LinkedHashSet<>();
    for (String folder :
        List.of("/dev", "/dev/serial", "/dev/serial/by-id", "/dev/serial/by-path")) {
      folders.add(ports.inRoot(folder));
    }
    for (String address : addresses) {
      Path parent = ports.inRoot(address).getParent();
      if (parent != null) {
        folders.add(parent);
      }
    }
    return folders;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      if (!addresses.isEmpty() && !thread.join(POLL)) {
        LOG.warn("the watch over the ports does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (sleep instanceof KernelReports reports) {
      reports.close();
    }
  }

  /** inotify, as the JDK offers it. */
  private static final class KernelReports implements Sleep {

    private final Map<Path, WatchKey> keys = new HashMap<>();
    private Optional<WatchService> service = Optional.empty();
    private boolean refused;

    @Override
    public void await(Set<Path> folders, Duration limit) throws InterruptedException {
      if (service.isEmpty() && !refused) {
        open();
      }
      if (service.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(limit.toNanos());
        return;
      }
      boolean more = register(folders);
      try {
        // A folder that has just come may already hold what is looked for.
        WatchKey key = more ? null : service.get().poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        for (; key != null; key = service.get().poll()) {
          key.pollEvents();
          if (!key.reset()) {
            keys.values().remove(key);
          }
        }
      } catch (ClosedWatchServiceException closed) {
        throw new InterruptedException("closed");
      }
    }

    private void open() {
      try {
        service = Optional.of(FileSystems.getDefault().newWatchService());
      } catch (IOException e) {
        refused = true;
        LOG.warn("the kernel reports no changes ({}); ports are looked at every 2 s", e.toString());
      }
    }

    /** Whether a folder is watched that was not. */
    private boolean register(Set<Path> folders) {
      boolean more = false;
      for (Path folder : folders) {
        WatchKey known = keys.get(folder);
        if ((known == null || !known.isValid()) && Files.isDirectory(folder)) {
          try {
            keys.put(
                folder,
                folder.register(
                    service.orElseThrow(),
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE));
            more = true;
          } catch (IOException e) {
            LOG.debug("{} is not watched: {}", folder, e.toString());
          }
        }
      }
      return more;
    }

    void close() {
      service.ifPresent(s -> {
        try {
          s.close();
        } catch (IOException e) {
          LOG.debug("the kernel's reports were not closed: {}", e.toString());
        }
      });
    }
  }
}
