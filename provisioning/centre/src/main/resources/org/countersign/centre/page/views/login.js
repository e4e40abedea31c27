/** Log-in. */
import { send, setSession } from "../api.js";
import { el, setText } from "../dom.js";
import { words } from "../language.js";
import { heading } from "../parts.js";

export const title = () => words("view.login");

export function show(main, route, signal, detail) {
  const said = el("p", { role: "alert", class: "said" }, detail?.over && words("login.over"));
  const user = field("user", { autofocus: true, autocomplete: "username", required: true, maxlength: "64", autocapitalize: "none" });
  const password = field("password", { type: "password", autocomplete: "current-password", required: true, maxlength: "256" });
  const code = field("code", { inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9]{6}", maxlength: "6" });
  const go = el("button", { type: "submit", class: "main" }, words("login.go"));
  const submit = async (event) => {
    event.preventDefault();
    go.disabled = true;
    setText(said, "");
    const typed = { user: user.input.value, password: password.input.value };
    try {
      const answer = await send("POST", "/v1/session", code.input.value ? { ...typed, code: code.input.value } : typed);
      setSession(await answer.json());
    } catch (problem) {
      refused(problem, said, go, signal);
      password.input.value = "";
      code.input.value = "";
      password.input.focus();
    }
  };
  main.className = "login";
  main.append(heading(title()), said, el("form", { on: { submit } }, user.label, password.label, code.label, go));
}

function field(name, properties) {
  const input = el("input", { name, ...properties });
  return { input, label: el("label", {}, el("span", {}, words(`login.${name}`)), input) };
}

/** Says why; after too many tries the button comes back when the centre takes one again. */
function refused(problem, said, go, signal) {
  if (problem.status !== 429) {
    go.disabled = false;
    setText(said, problem.status === 401 ? words("login.wrong") : problem.message);
    return;
  }
  let seconds = Math.max(1, problem.retryAfter);
  const count = () => {
    if (signal.aborted) {
      return;
    }
    go.disabled = seconds > 0;
    // Counted for the eye, not said anew every second.
    setText(go, seconds > 0 ? `${words("login.go")} (${seconds})` : words("login.go"));
    if (seconds-- > 0) {
      setTimeout(count, 1_000);
    } else {
      setText(said, "");
    }
  };
  setText(said, words("login.often", { seconds }));
  count();
}
