/**
 * Elements. Every text that comes from outside becomes a text node or an attribute here; nothing on the page parses a string
 * as HTML.
 */

/**
 * Makes an element.
 *
 * @param name tag name
 * @param properties attributes; `on` holds listeners by event; null, undefined and false are left out
 * @param children nodes or texts; null, undefined and false are left out
 */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "on") {
      Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
    } else {
      attribute(element, key, value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Sets an attribute, or takes it away for null, undefined and false. */
export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : value);
  }
}

/** Puts children in place of all that an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

function present(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false);
}

/** Sets a text where it is another one, so that an unchanged page costs nothing and keeps a selection. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** One of the shapes in index.html, as decoration of a text beside it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Keeps children in step with a list: those that stay keep their node, and with it focus and selection.
 *
 * @param key text that tells an item from the others
 * @param make makes an item's node
 * @returns a function that shows a list
 */
export function keyed(parent, key, make) {
  let shown = new Map();
  return (items) => {
    const next = new Map();
    for (const item of items) {
      const id = key(item);
      const state = JSON.stringify(item);
      const before = shown.get(id);
      next.set(id, before?.state === state ? before : { state, node: remake(before, make(item)) });
    }
    shown.forEach((entry, id) => next.has(id) || entry.node.remove());
    shown = next;
    order(parent, [...next.values()].map((entry) => entry.node));
  };
}

/** What may have the focus in a row. */
const FOCUSABLE = "a, button, select, summary";

function remake(before, node) {
  if (before) {
    const held = before.node.contains(document.activeElement)
      ? [...before.node.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement)
      : -1;
    const open = [...before.node.querySelectorAll("details")].map((drawer) => drawer.open);
    node.querySelectorAll("details").forEach((drawer, at) => (drawer.open = open[at] ?? false));
    before.node.replaceWith(node);
    if (held >= 0) {
      node.querySelectorAll(FOCUSABLE)[held]?.focus({ preventScroll: true });
    }
  }
  return node;
}

function order(parent, nodes) {
  const focused = document.activeElement;
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) {
      parent.insertBefore(node, parent.children[at] ?? null);
    }
  });
  if (focused !== document.activeElement && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}
