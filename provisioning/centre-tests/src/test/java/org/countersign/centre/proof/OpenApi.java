package org.countersign.centre.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;

/**
 * A centre's own description of its API, held against what it sends. Stricter than readers are to
 * be: a member that is not described is a fault (JSON Schema 2020-12, {@code
 * unevaluatedProperties}).
 */
final class OpenApi {

  private final ObjectNode document;

  private OpenApi(ObjectNode document) {
    this.document = document;
    document.at("/components/schemas").forEach(schema -> close(schema, true));
  }

  /** As a centre serves it. */
  static OpenApi of(Desk desk) throws Exception {
    return new OpenApi((ObjectNode) new YAMLMapper().readTree(desk.text("/openapi.yaml")));
  }

  /**
   * Closes an object against further members, and all objects within.
   *
   * @param part whether the members of another schema may stand beside its own
   */
  private static void close(JsonNode schema, boolean part) {
    schema.path("properties").forEach(property -> close(property, false));
    schema.path("allOf").forEach(one -> close(one, true));
    if (schema.path("items").isObject()) {
      close(schema.path("items"), false);
    }
    boolean hasMembers = schema.has("properties") || schema.has("allOf") || schema.has("$ref");
    if (hasMembers && !part && schema instanceof ObjectNode open) {
      open.put("unevaluatedProperties", false);
    }
  }

  /**
   * What is wrong with the answer 200 to GET.
   *
   * @param template of the path, for example {@code /v1/alerts}
   */
  List<String> faultsOfAnswer(String template, JsonNode answer) {
    JsonNode schema =
        document
            .path("paths")
            .path(template)
            .at("/get/responses/200/content")
            .path("application/json")
            .path("schema");
    return faults((ObjectNode) schema.deepCopy(), answer);
  }

  /** What is wrong with an instance of a schema by its name. */
  List<String> faultsOf(String schema, JsonNode instance) {
    return faults(document.objectNode().put("$ref", "#/components/schemas/" + schema), instance);
  }

  private List<String> faults(ObjectNode schema, JsonNode instance) {
    close(schema, false);
    schema.set("components", document.path("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(schema)
        .validate(instance)
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }
}
