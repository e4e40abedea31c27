package org.countersign.link.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.driver.link.Links;
import org.jspecify.annotations.Nullable;

/**
 * Opens TCP connections to devices. One thread, {@code link-tcp}, serves all of them, from the
 * first opening to {@link #close()}; it sleeps while nothing arrives. A far end that died without a
 * word is found by keep-alive within half a minute.
 */
public final class TcpLinks implements Links, AutoCloseable {

  /** Seconds of silence, seconds between probes, unanswered probes: 10 + 3 * 5 = 25 s. */
  private static final int KEEP_ALIVE_IDLE = 10;

  private static final int KEEP_ALIVE_INTERVAL = 5;
  private static final int KEEP_ALIVE_PROBES = 3;

  private final Set<TcpLink> open = ConcurrentHashMap.newKeySet();
  private @Nullable EventLoopGroup loop;
  private boolean closed;

  @Override
  public TcpLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    long deadline = System.nanoTime() + limit.toNanos();
    TcpAddress target = TcpAddress.parse(address);
    EventLoopGroup group = group(address);
    InetSocketAddress where = resolve(address, target, limit);
    SocketChannel socket = socket(address);
    TcpLink link = new TcpLink(this, address, socket);
    ChannelFuture connecting = bootstrap(group, link, socket).connect(where);
    await(connecting, deadline - System.nanoTime(), address, limit);
    link.connected(connecting.channel());
    open.add(link);
    if (!isUsable()) {
      link.close();
    }
    return link;
  }

  private static SocketChannel socket(String address) throws LinkException {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw failed(Reason.REFUSED, address, e.getMessage(), e);
    }
  }

  private static Bootstrap bootstrap(EventLoopGroup group, TcpLink link, SocketChannel socket) {
    return new Bootstrap()
        .group(group)
        .channelFactory(() -> new NioSocketChannel(socket))
        .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new OneBuffer(TcpLink.PART))
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(option(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_IDLE)
        .option(option(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_INTERVAL)
        .option(option(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEP_ALIVE_PROBES)
        .handler(link.handler());
  }

  private static ChannelOption<Integer> option(SocketOption<Integer> of) {
    return NioChannelOption.of(of);
  }

  private void await(ChannelFuture connecting, long nanos, String address, Duration limit)
      throws LinkException {
    boolean done;
    try {
      done = connecting.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      abandon(connecting);
      Thread.currentThread().interrupt();
      throw failed(Reason.INTERRUPTED, address, "interrupted", e);
    }
    if (!done) {
      abandon(connecting);
      throw failed(Reason.LOST, address, "no answer within " + limit, null);
    }
    if (!connecting.isSuccess()) {
      Throwable cause = connecting.cause();
      throw failed(Reason.REFUSED, address, cause.getMessage(), cause);
    }
  }

  private static void abandon(ChannelFuture connecting) {
    ChannelFuture ignored = connecting.channel().close();
  }

  /** Name servers may take long, and must hold up neither the caller nor the other lines. */
  private static InetSocketAddress resolve(String address, TcpAddress target, Duration limit)
      throws LinkException {
    FutureTask<InetAddress> resolving =
        new FutureTask<>(() -> InetAddress.getByName(target.host()));
    Thread thread = thread(resolving, "link-resolve");
    thread.start();
    try {
      InetAddress found = resolving.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return new InetSocketAddress(found, target.port());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(Reason.INTERRUPTED, address, "interrupted", e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw failed(Reason.LOST, address, "no name server answered within " + limit, e);
    } catch (java.util.concurrent.ExecutionException e) {
      String why =
          e.getCause() instanceof UnknownHostException
              ? "no name server knows the host " + target.host()
              : String.valueOf(e.getCause());
      throw failed(Reason.REFUSED, address, why, e.getCause());
    }
  }

  private static LinkException failed(
      Reason reason, String address, @Nullable String why, @Nullable Throwable cause) {
    return new LinkException(
        reason,
        true,
        "connecting to "
            + address
            + " failed: "
            + why
            + "; is the device switched on, and host and port right?",
        cause);
  }

  private synchronized EventLoopGroup group(String address) throws LinkException {
    if (closed) {
      throw failed(Reason.REFUSED, address, "the gateway is stopping", null);
    }
    if (loop == null) {
      ThreadFactory threads = task -> thread(task, "link-tcp");
      loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    }
    return loop;
  }

  private synchronized boolean isUsable() {
    return !closed;
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    // Whoever's call it is that starts it: a driver's loader must not be held by the gateway's.
    thread.setContextClassLoader(TcpLinks.class.getClassLoader());
    return thread;
  }

  void forget(TcpLink link) {
    open.remove(link);
  }

  /** Closes every connection and ends the thread. Idempotent. */
  @Override
  public void close() {
    EventLoopGroup ending;
    synchronized (this) {
      closed = true;
      ending = loop;
      loop = null;
    }
    open.forEach(TcpLink::close);
    if (ending != null) {
      ending.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }
}
