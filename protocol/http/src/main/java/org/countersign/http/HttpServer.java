package org.countersign.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an API.
 *
 * <p>{@link #start} once, {@link #close} once, from any thread.
 */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final HttpDecoderConfig DECODER =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(2_048)
          .setMaxHeaderSize(8_192)
          .setMaxChunkSize(16_384);

  /** What of an answer waits in our memory before an event stream's client counts as slow. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(16 << 10, 64 << 10);

  private static final int LOOPS = 2;

  /** A free port on IPv4 that is taken on IPv6 is rare; twice is next to impossible. */
  private static final int BIND_TRIES = 8;

  private final HttpConfig config;
  private final Routes routes;
  private final Callers callers;
  private final HttpConnection.Server shared;
  private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final AtomicLongArray turnedAt = new AtomicLongArray(LOOPS);
  private @Nullable MultiThreadIoEventLoopGroup loops;

  /**
   * Makes a server that does not listen yet.
   *
   * @param routes what it answers; of two that match, the first
   * @param callers who may ask on routes that are not open
   * @param meters where the server counts, under {@code http.server}
   */
  public HttpServer(HttpConfig config, List<Route> routes, Callers callers, MeterRegistry meters) {
    this.config = config;
    this.routes = new Routes(routes);
    this.callers = callers;
    Workers workers = new Workers(config.limits());
    this.shared = new HttpConnection.Server(config, workers, new HttpMetrics(meters, workers));
  }

  /**
   * Starts to listen.
   *
   * @return the port
   * @throws IOException if the port is taken; the message says what to do
   */
  public int start() throws IOException {
    loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS, new DefaultThreadFactory("http-loop", true), NioIoHandler.newFactory());
    try {
      int port = bind(loops);
      watch(loops);
      LOG.info("HTTP API at {}://{}:{}", config.endpoint().scheme(), host(), port);
      return port;
    } catch (IOException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private String host() {
    return config.endpoint() instanceof Endpoint.Secure secure
        ? secure.address().getHostString()
        : "127.0.0.1";
  }

  /** Lets each loop note every second that it turns. */
  private void watch(MultiThreadIoEventLoopGroup group) {
    int number = 0;
    for (EventExecutor loop : group) {
      int place = number++;
      turnedAt.set(place, System.nanoTime());
      var watch =
          loop.scheduleAtFixedRate(
              () -> turnedAt.set(place, System.nanoTime()), 1, 1, TimeUnit.SECONDS);
      LOG.debug("watching {}: {}", loop, watch);
    }
  }

  /** Time since the event loop that lags most came round; about a second if all is well. */
  public Duration sinceTurn() {
    long now = System.nanoTime();
    long most = 0;
    for (int i = 0; i < LOOPS; i++) {
      most = Math.max(most, now - turnedAt.get(i));
    }
    return Duration.ofNanos(most);
  }

  private int bind(MultiThreadIoEventLoopGroup group) throws IOException {
    return switch (config.endpoint()) {
      case Endpoint.Loopback loopback -> bindBoth(group, loopback.port());
      case Endpoint.Secure secure -> {
        Channel listener = listen(group, secure.address());
        listeners.add(listener);
        yield ((InetSocketAddress) listener.localAddress()).getPort();
      }
    };
  }

  private int bindBoth(MultiThreadIoEventLoopGroup group, int wanted) throws IOException {
    IOException last = new IOException("no port was tried");
    for (int i = 0; i < (wanted == 0 ? BIND_TRIES : 1); i++) {
      Channel v4 = listen(group, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), wanted));
      int port = ((InetSocketAddress) v4.localAddress()).getPort();
      try {
        listeners.add(listen(group, new InetSocketAddress(InetAddress.ofLiteral("::1"), port)));
        listeners.add(v4);
        return port;
      } catch (BindException taken) {
        if (isAbsent(taken)) {
          LOG.info("This machine has no IPv6 loopback; the API listens on 127.0.0.1 alone.");
          listeners.add(v4);
          return port;
        }
        last = taken;
        v4.close().syncUninterruptibly();
      }
    }
    throw last;
  }

  private static boolean isAbsent(BindException failure) {
    return !String.valueOf(failure.getMessage()).contains("in use");
  }

  private Channel listen(MultiThreadIoEventLoopGroup group, InetSocketAddress wanted)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 128)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .handler(new Listening())
            .childHandler(new Acceptor())
            .bind(wanted)
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    String reason = String.valueOf(bound.cause().getMessage());
    BindException failure =
        new BindException(
            "cannot listen on "
                + wanted.getHostString()
                + " port "
                + wanted.getPort()
                + ": "
                + reason
                + ". Stop the program that holds the port (ss -ltnp shows it) or set another"
                + " port.");
    failure.initCause(bound.cause());
    throw failure;
  }

  /** Tells why nobody is let in; Netty tries again a second later. */
  @ChannelHandler.Sharable
  private static final class Listening extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.error(
          "The API cannot take another connection: {}. If there are too many open files, see with"
              + " 'ls /proc/PID/fd' what they are, and raise the service's LimitNOFILE.",
          String.valueOf(cause.getMessage()));
      ctx.fireExceptionCaught(cause);
    }
  }

  private final class Acceptor extends ChannelInitializer<SocketChannel> {

    @Override
    protected void initChannel(SocketChannel channel) {
      InetSocketAddress here = channel.localAddress();
      InetSocketAddress there = channel.remoteAddress();
      if (here == null || there == null) {
        var _ = channel.close(); // The caller is gone already.
        return;
      }
      HttpMetrics metrics = shared.metrics();
      channel.closeFuture().addListener(closed -> metrics.connections.decrementAndGet());
      if (metrics.connections.incrementAndGet() > config.limits().connections()) {
        metrics.refusedConnection();
        channel
            .writeAndFlush(Unpooled.copiedBuffer(FULL, StandardCharsets.US_ASCII))
            .addListener(ChannelFutureListener.CLOSE);
        return;
      }
      connections.add(channel);
      if (config.endpoint() instanceof Endpoint.Secure secure) {
        channel.pipeline().addLast(Tls.handler(secure, config.limits(), channel.alloc()));
      }
      ReadDeadline deadline = new ReadDeadline(config.limits());
      channel
          .pipeline()
          .addLast(deadline)
          .addLast(new HttpServerCodec(DECODER))
          .addLast(new FlowControlHandler())
          .addLast(
              new HttpConnection(
                  new Admission(config, routes, callers, here.getPort(), there), shared, deadline));
    }
  }

  private static final String FULL =
      """
      HTTP/1.1 503 Service Unavailable\r
      Retry-After: 1\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """;

  /**
   * Stops: no new connection, running requests are answered, event streams end, at most some eight
   * seconds. Idempotent.
   */
  @Override
  public void close() {
    listeners.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    connections.forEach(c -> c.pipeline().fireUserEventTriggered(HttpConnection.DRAIN));
    connections.newCloseFuture().awaitUninterruptibly(3, TimeUnit.SECONDS);
    shared.workers().close();
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    if (loops != null) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }
}
