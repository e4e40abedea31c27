package org.countersign.station.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.countersign.http.EventLog;
import org.countersign.station.jobs.EventFeed;
import org.countersign.station.jobs.StationEvent;

/** The station's events as {@code GET /v1/events} tells them. */
final class StationLog implements EventLog {

  private static final JsonFactory JSON = new JsonFactory();

  private final EventFeed feed;

  StationLog(EventFeed feed) {
    this.feed = feed;
  }

  @Override
  public long latest() {
    return feed.latest();
  }

  @Override
  public List<? extends Event> after(long number, int most) {
    return feed.after(number, most).stream().map(Told::new).toList();
  }

  @Override
  public Subscription subscribe(Consumer<? super Event> listener) {
    return feed.subscribe(event -> listener.accept(new Told(event)))::close;
  }

  private record Told(StationEvent event) implements Event {

    @Override
    public long number() {
      return event.sequence();
    }

    @Override
    public String kind() {
      return event.kind();
    }

    @Override
    public byte[] data() {
      ByteArrayOutputStream out = new ByteArrayOutputStream(256);
      // It escapes every line break, so the data is one line.
      try (JsonGenerator json = JSON.createGenerator(out)) {
        json.writeStartObject();
        json.writeNumberField("sequence", event.sequence());
        json.writeStringField("at", event.at().toString());
        json.writeStringField("kind", event.kind());
        json.writeStringField("subject", event.subject());
        json.writeStringField("state", event.state());
        json.writeObjectFieldStart("facts");
        for (var fact : new TreeMap<>(event.facts()).entrySet()) {
          json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return out.toByteArray();
    }
  }
}
