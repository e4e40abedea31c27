package org.countersign.station.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A TCP relay in front of a broker that can be cut or stopped. */
public final class Relay implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition running = lock.newCondition();
  private final int target;
  private final AtomicLong passed = new AtomicLong();
  private boolean paused;

  public Relay(int target) throws IOException {
    this.target = target;
    Thread.ofPlatform().daemon().name("relay").start(this::accept);
  }

  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
  }

  /** Bytes of both directions. */
  public long bytes() {
    return passed.get();
  }

  /** Closes what is open; new connections are taken. */
  public void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** From now on not a byte is passed on, either way. */
  public void pause() {
    set(true);
  }

  public void resume() {
    set(false);
  }

  private void set(boolean value) {
    lock.lock();
    try {
      paused = value;
      running.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        near.setReceiveBufferSize(4_096);
        sockets.add(near);
        sockets.add(far);
        Thread.ofPlatform().daemon().name("relay-up").start(() -> pump(near, far));
        Thread.ofPlatform().daemon().name("relay-down").start(() -> pump(far, near));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[1_024];
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        waitWhilePaused();
        passed.addAndGet(count);
        out.write(some, 0, count);
      }
    } catch (IOException | InterruptedException over) {
      // Closing both is all there is to do.
    }
  }

  private void waitWhilePaused() throws InterruptedException {
    lock.lock();
    try {
      while (paused) {
        running.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    resume();
    server.close();
    cut();
  }
}
