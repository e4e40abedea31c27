/**
 * An HTTP/1.1 server for an API and its page: it listens, checks, limits and answers, and knows
 * nothing of what it serves. Types of Netty stop in here.
 *
 * <pre>{@code
 * EventBoard board = new EventBoard(1_000);
 * StaticFiles page = StaticFiles.read(loader, "org/countersign/centre/page");
 * List<Route> routes = new ArrayList<>(page.routes("/page"));
 * routes.add(page.route("/", "index.html"));
 * routes.add(Route.get("/healthz", new Tell(request -> Reply.ok(JSON, health()))).open());
 * routes.add(Route.get("/v1/stations/{district}/{station}", new Ask(this::station)).answering(200, 404));
 * routes.add(Route.of(POST, "/v1/session", new Ask(this::logIn)).open().reading(new Body(List.of(JSON))));
 * routes.add(Route.of(POST, "/v1/alerts/{id}/silence", new Ask(this::silence)).forRoles("operator"));
 * routes.add(Route.get("/v1/events", new Follow(board)));
 * Endpoint endpoint = new Endpoint.Secure(address, Set.of("centre.example"), this::keys, false);
 * HttpConfig config = HttpConfig.of(endpoint).withLimits(Limits.DEFAULT.admitting(4_000, 600));
 * HttpServer server = new HttpServer(config, routes, this::caller, meters);
 * int port = server.start();
 * }</pre>
 *
 * <p>Threads: two event loops parse, check and write; a bounded pool of {@code http-worker} threads
 * runs what may wait. When the pool is full the answer is 503 at once.
 */
@NullMarked
package org.countersign.http;

import org.jspecify.annotations.NullMarked;
