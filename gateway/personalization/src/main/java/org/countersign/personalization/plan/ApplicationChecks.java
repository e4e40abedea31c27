package org.countersign.personalization.plan;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.data.DataException;
import org.countersign.personalization.data.JpegImage;
import org.countersign.personalization.data.MrzName;
import org.countersign.personalization.profile.Attachment;
import org.countersign.personalization.profile.Characters;
import org.countersign.personalization.profile.DataElement;
import org.countersign.personalization.profile.NearName;
import org.countersign.personalization.profile.Profile;

/** Checks an application against the data section of its profile; finds all problems at once. */
final class ApplicationChecks {

  private final Profile profile;
  private final Application application;
  private final LocalDate today;
  private final List<FieldProblem> problems = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();

  ApplicationChecks(Profile profile, Application application, LocalDate today) {
    this.profile = profile;
    this.application = application;
    this.today = today;
  }

  List<FieldProblem> run() {
    unknown("data.", application.data().keySet(), names());
    unknown("attachments.", attached(), attachmentNames());
    profile.data().forEach(this::element);
    profile.data().forEach(this::order);
    profile.attachments().forEach(this::attachment);
    return problems;
  }

  /** What the keys come in is none of the profile's affair. */
  private List<String> attached() {
    return application.attachments().keySet().stream()
        .filter(name -> !name.equals(Application.KEY_ENVELOPE))
        .toList();
  }

  /** Texts with defaults filled in. */
  Map<String, String> texts() {
    return texts;
  }

  private List<String> names() {
    return profile.data().stream().map(DataElement::name).toList();
  }

  private List<String> attachmentNames() {
    return profile.attachments().stream().map(Attachment::name).toList();
  }

  private void problem(String field, String problem) {
    problems.add(new FieldProblem(field, problem));
  }

  private void unknown(String section, Collection<String> given, Collection<String> known) {
    given.stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name ->
            problem(
                section + NearName.shown(name),
                "is not known to profile " + profile.id() + NearName.of(name, known)));
  }

  private void element(DataElement element) {
    String field = "data." + element.name();
    String text = application.data().get(element.name());
    if (text == null) {
      Optional<String> standIn = element.defaultValue().map(this::standIn);
      standIn.ifPresent(value -> texts.put(element.name(), value));
      if (element.required()) {
        problem(field, "is missing");
      }
      return;
    }
    texts.put(element.name(), text);
    switch (element.form()) {
      case DataElement.Text form -> text(field, text, form);
      case DataElement.Day form -> day(field, text, form);
    }
  }

  private String standIn(DataElement.Default value) {
    return switch (value) {
      case DataElement.Today t -> today.toString();
      case DataElement.Fixed fixed -> fixed.text();
    };
  }

  private void text(String field, String text, DataElement.Text form) {
    int length = text.codePointCount(0, text.length());
    if (length < form.minLength() || length > form.maxLength()) {
      problem(
          field,
          "is %d characters; %d to %d".formatted(length, form.minLength(), form.maxLength()));
    } else if (text.getBytes(StandardCharsets.UTF_8).length > form.maxBytes()) {
      problem(field, "is longer than " + form.maxBytes() + " bytes in UTF-8");
    } else if (!form.oneOf().isEmpty() && !form.oneOf().contains(text)) {
      problem(field, "must be one of " + form.oneOf());
    } else if (!form.characters().allow(text)) {
      problem(field, "may hold only " + form.characters().description());
    } else if (form.characters() == Characters.MRZ_NAME) {
      name(field, text);
    }
  }

  private void name(String field, String text) {
    try {
      MrzName.transliterate(text);
    } catch (DataException e) {
      problem(field, String.valueOf(e.getMessage()));
    }
  }

  private void day(String field, String text, DataElement.Day form) {
    Optional<LocalDate> day = parse(text);
    if (day.isEmpty()) {
      problem(field, "is no date of the calendar in the form yyyy-MM-dd");
      return;
    }
    form.earliest()
        .filter(bound -> day.get().isBefore(today.plusYears(bound.years())))
        .ifPresent(bound -> problem(field, "is before " + bound));
    form.latest()
        .filter(bound -> day.get().isAfter(today.plusYears(bound.years())))
        .ifPresent(bound -> problem(field, "is after " + bound));
  }

  private static Optional<LocalDate> parse(String text) {
    // LocalDate also takes years of more than four digits and signs.
    if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void order(DataElement element) {
    if (!(element.form() instanceof DataElement.Day form) || form.after().isEmpty()) {
      return;
    }
    String other = form.after().get();
    if (faulty(element.name()) || faulty(other)) {
      return;
    }
    Optional<LocalDate> later =
        Optional.ofNullable(texts.get(element.name())).flatMap(t -> parse(t));
    Optional<LocalDate> earlier = Optional.ofNullable(texts.get(other)).flatMap(t -> parse(t));
    if (later.isPresent() && earlier.isPresent() && !later.get().isAfter(earlier.get())) {
      problem("data." + element.name(), "is not after data." + other);
    }
  }

  /** One mistake is told once. */
  private boolean faulty(String name) {
    return problems.stream().anyMatch(p -> p.field().equals("data." + name));
  }

  private void attachment(Attachment attachment) {
    String field = "attachments." + attachment.name();
    Bytes bytes = application.attachments().get(attachment.name());
    if (bytes == null) {
      if (attachment.required()) {
        problem(field, "is missing");
      }
      return;
    }
    if (bytes.size() > attachment.maxBytes() || bytes.isEmpty()) {
      problem(field, "is " + bytes.size() + " bytes; 1 to " + attachment.maxBytes());
    }
    if (attachment.form() instanceof Attachment.Jpeg form) {
      jpeg(field, bytes, form);
    }
  }

  private void jpeg(String field, Bytes bytes, Attachment.Jpeg form) {
    try {
      JpegImage image = JpegImage.read(bytes);
      boolean fits =
          image.width() >= form.minWidth()
              && image.width() <= form.maxWidth()
              && image.height() >= form.minHeight()
              && image.height() <= form.maxHeight();
      if (!fits) {
        problem(
            field,
            "is %d x %d pixels; %d x %d to %d x %d"
                .formatted(
                    image.width(),
                    image.height(),
                    form.minWidth(),
                    form.minHeight(),
                    form.maxWidth(),
                    form.maxHeight()));
      }
    } catch (DataException e) {
      problem(field, String.valueOf(e.getMessage()));
    }
  }
}
