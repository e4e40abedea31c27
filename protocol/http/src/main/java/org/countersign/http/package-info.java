/**
 * An HTTP/1.1 server for a small API: it listens, checks, limits and answers, and knows nothing of
 * what it serves. Types of Netty stop in here.
 *
 * <pre>{@code
 * List<Route> routes =
 *     List.of(
 *         Route.get("/healthz", new Tell(request -> Reply.ok(MediaType.JSON, health()))).open(),
 *         Route.get("/v1/cards/{id}", new Ask(request -> card(request.id()))).answering(200, 404),
 *         Route.put("/v1/cards/{id}", new Ask(this::store), new Body(List.of(MediaType.JSON)))
 *             .forRoles("operator"),
 *         Route.get("/v1/events", new Follow(log)));
 * HttpServer server =
 *     new HttpServer(HttpConfig.of(new Endpoint.Loopback(8090)), routes, callers, meters);
 * int port = server.start();
 * }</pre>
 *
 * <p>Threads: two event loops parse, check and write; a bounded pool of {@code http-worker} threads
 * runs what may wait. When the pool is full the answer is 503 at once.
 */
@NullMarked
package org.countersign.http;

import org.jspecify.annotations.NullMarked;
