package org.countersign.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: one request after the other. Nothing is read while a request is being answered,
 * so pipelined requests wait in the socket and their answers cannot change places.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  /** How long the rest of a refused body is read and thrown away, so that the answer arrives. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** User event: the server closes. */
  static final Object DRAIN = new Object();

  private enum State {
    /** A request's head is awaited. */
    HEAD,
    /** The head was refused; the empty body's end is awaited. */
    REFUSED,
    BODY,
    /** A worker has the request, or its answer is being written. */
    WORKING,
    STREAMING,
    CLOSING
  }

  private final Admission admission;
  private final Server server;
  private final ReadDeadline deadline;

  private final BodyBuffer body;

  private State state = State.HEAD;
  private boolean wantsMessage;
  private boolean draining;
  private boolean keepAlive;
  private boolean http10;
  private long startedNanos;
  private Optional<Route> route = Optional.empty();
  private Admission.@Nullable Admitted admitted;
  private @Nullable Refusal refusal;
  private long lastEventId;
  private @Nullable EventStream stream;

  /** What all connections share. */
  record Server(HttpConfig config, Workers workers, HttpMetrics metrics) {}

  HttpConnection(Admission admission, Server server, ReadDeadline deadline) {
    this.admission = admission;
    this.server = server;
    this.deadline = deadline;
    this.body = new BodyBuffer(admission, server.config(), server.metrics());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    read(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSING;
    body.release();
    if (stream != null) {
      stream.close();
    }
  }

  private void read(ChannelHandlerContext ctx) {
    wantsMessage = true;
    ctx.read();
  }

  /** A read counts as done when the socket has been read, though no message may have come of it. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (wantsMessage) {
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    wantsMessage = false;
    try {
      if (message instanceof HttpRequest head && state == State.HEAD) {
        head(ctx, head);
      }
      if (message instanceof HttpContent content) {
        content(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest head) {
    startedNanos = System.nanoTime();
    http10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    keepAlive = HttpUtil.isKeepAlive(head) && head.decoderResult().isSuccess();
    route = admission.routeOf(head);
    refusal = null;
    admitted = null;
    try {
      Admission.Admitted request = admission.check(head);
      lastEventId = EventStreams.lastEventId(head.headers());
      admitted = request;
      body.begin(request.route(), HttpUtil.getContentLength(head, 0L));
      state = State.BODY;
      deadline.enter(ReadDeadline.Phase.BODY);
      if (HttpUtil.is100ContinueExpected(head)) {
        ctx.writeAndFlush(Responses.proceed()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      }
      read(ctx);
    } catch (Refusal refused) {
      if (Admission.hasBody(head) || !head.decoderResult().isSuccess()) {
        keepAlive = false;
        answer(ctx, refused.problem().toReply());
      } else {
        refusal = refused;
        state = State.REFUSED;
        read(ctx);
      }
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    switch (state) {
      case BODY -> body(ctx, content);
      case REFUSED -> {
        if (content instanceof LastHttpContent && refusal != null) {
          answer(ctx, refusal.problem().toReply());
        } else {
          read(ctx);
        }
      }
      // Somebody pipelined behind an endless answer.
      case STREAMING -> close(ctx);
      case CLOSING -> read(ctx);
      case HEAD, WORKING -> {}
    }
  }

  private void body(ChannelHandlerContext ctx, HttpContent content) {
    try {
      if (!content.decoderResult().isSuccess()) {
        throw new Refusal(HttpProblem.MALFORMED_REQUEST, "The body's chunks are not HTTP/1.1.");
      }
      body.add(content.content());
    } catch (Refusal refused) {
      refuseAndClose(ctx, refused.problem());
      return;
    }
    if (content instanceof LastHttpContent) {
      dispatch(ctx);
    } else {
      read(ctx);
    }
  }

  private void dispatch(ChannelHandlerContext ctx) {
    deadline.enter(ReadDeadline.Phase.NONE);
    state = State.WORKING;
    Admission.Admitted request = Objects.requireNonNull(admitted);
    Request whole = request.request().withBody(body.take());
    switch (request.route().action()) {
      case Route.Action.Tell tell -> answer(ctx, handle(tell.handler(), whole));
      case Route.Action.Ask ask -> {
        if (!server
            .workers()
            .offer(() -> {
              Reply reply = Compression.of(handle(ask.handler(), whole), whole.head());
              ctx.executor().execute(() -> answer(ctx, reply));
            })) {
          answer(ctx, Problem.busy("Too many requests wait.").toReply());
        }
      }
      case Route.Action.Follow follow -> follow(ctx, follow.source());
    }
  }

  private static Reply handle(Route.Handler handler, Request request) {
    try {
      return handler.handle(request);
    } catch (Refusal refused) {
      return refused.problem().toReply();
    } catch (RuntimeException | StackOverflowError failure) {
      LOG.error("A request failed.{}", Failures.text(failure));
      return Problem.of(
              HttpProblem.INTERNAL, "The server's log has the reason. Ask again with the same id.")
          .toReply();
    }
  }

  private void follow(ChannelHandlerContext ctx, EventSource source) {
    try {
      stream = EventStreams.open(ctx, server, source, lastEventId);
    } catch (Refusal refused) {
      answer(ctx, refused.problem().toReply());
      return;
    }
    state = State.STREAMING;
    startStream(ctx);
  }

  private void startStream(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(Responses.stream(http10)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    recordAnswer(200);
    // Reading on is how the end of the client is noticed.
    read(ctx);
  }

  private void refuseAndClose(ChannelHandlerContext ctx, Problem problem) {
    keepAlive = false;
    answer(ctx, problem.toReply());
  }

  private void answer(ChannelHandlerContext ctx, Reply reply) {
    if (state == State.CLOSING || !ctx.channel().isActive()) {
      return;
    }
    state = State.WORKING;
    deadline.enter(ReadDeadline.Phase.NONE);
    boolean stay = keepAlive && !draining;
    recordAnswer(reply.status());
    ctx.writeAndFlush(Responses.whole(reply, stay, http10))
        .addListener(written -> {
          body.release();
          if (written.isSuccess() && stay) {
            next(ctx);
          } else {
            linger(ctx);
          }
        });
  }

  private void recordAnswer(int status) {
    server.metrics().answered(route, status, Duration.ofNanos(System.nanoTime() - startedNanos));
    if (LOG.isDebugEnabled()) {
      LOG.debug("{} {}", route.map(r -> r.method() + " " + r.template()).orElse("-"), status);
    }
  }

  private void next(ChannelHandlerContext ctx) {
    if (draining) {
      close(ctx);
      return;
    }
    state = State.HEAD;
    route = Optional.empty();
    deadline.enter(ReadDeadline.Phase.IDLE);
    read(ctx);
  }

  /** Says goodbye, reads on for a moment and closes: a close with unread bytes would be a reset. */
  private void linger(ChannelHandlerContext ctx) {
    state = State.CLOSING;
    if (!ctx.channel().isActive()) {
      return;
    }
    SslHandler layer = ctx.pipeline().get(SslHandler.class);
    if (layer == null) {
      endOutput(ctx);
    } else {
      // Without a word of goodbye the end could be an attacker's.
      layer.closeOutbound().addListener(said -> endOutput(ctx));
    }
    var _ = ctx.executor().schedule(() -> close(ctx), LINGER.toNanos(), TimeUnit.NANOSECONDS);
    read(ctx);
  }

  private static void endOutput(ChannelHandlerContext ctx) {
    ((DuplexChannel) ctx.channel())
        .shutdownOutput()
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == DRAIN) {
      drain(ctx);
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      shaken(ctx, handshake);
    } else if (event == ReadDeadline.Phase.IDLE && state == State.HEAD) {
      close(ctx);
    } else if ((event == ReadDeadline.Phase.HEAD && state == State.HEAD)
        || (event == ReadDeadline.Phase.BODY && state == State.BODY)) {
      startedNanos = state == State.HEAD ? System.nanoTime() : startedNanos;
      refuseAndClose(
          ctx,
          Problem.of(HttpProblem.TOO_SLOW, "Send the request at once; this connection is closed."));
    }
  }

  private void shaken(ChannelHandlerContext ctx, SslHandshakeCompletionEvent handshake) {
    if (handshake.isSuccess()) {
      Tls.shown(ctx.pipeline().get(SslHandler.class)).ifPresent(admission::shown);
    } else {
      server.metrics().failedHandshake();
    }
  }

  private void drain(ChannelHandlerContext ctx) {
    draining = true;
    switch (state) {
      case HEAD -> close(ctx);
      case STREAMING -> {
        if (stream != null) {
          stream.end();
        }
      }
      case REFUSED, BODY, WORKING, CLOSING -> {}
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (stream != null) {
      stream.writabilityChanged();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A caller that hangs up is no news; anything else is a fault of ours.
    if (!(cause instanceof IOException) && !Tls.isCallers(cause)) {
      LOG.error("A connection failed and is closed.{}", Failures.text(cause));
    }
    close(ctx);
  }

  private static void close(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }
}
