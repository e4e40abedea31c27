package org.countersign.emulator.encoderprinter;

import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A print session from Begin to End. */
final class PrintJob {

  final String session;
  private String settings = "";
  private String side = "";
  private byte @Nullable [] image;

  PrintJob(String session) {
    this.session = session;
  }

  void set(Map<String, String> params) {
    settings = params.getOrDefault("data", "");
  }

  void bitmap(Map<String, String> params) throws Refusal {
    String data = params.getOrDefault("data", "");
    String face = params.getOrDefault("face", "");
    boolean known = face.equals("front") || face.equals("back");
    if (!known || !data.startsWith("base64:")) {
      throw new Refusal(-32602, "Invalid params");
    }
    try {
      image = Base64.getDecoder().decode(data.substring(7));
    } catch (IllegalArgumentException e) {
      throw new Refusal(-32602, "Invalid params");
    }
    side = face;
  }

  Print on(org.countersign.simulator.VirtualCard card) throws Refusal {
    byte[] whole = image;
    if (whole == null) {
      throw new Refusal(-32602, "Invalid params");
    }
    return new Print(card, side, settings, whole);
  }
}
