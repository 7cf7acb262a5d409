/* What the buttons of Draft do, files chosen and dropped there, and what stays open when a draft is drawn again. Words come from the
   program, escaped; see ask.js. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const { tell, dialog } = window.resilient;
  const LINE = 4000, FILE = 180000, PROFILE = 64000;  // characters and bytes; the program checks them again

  const words = (name) => document.querySelector(`#draft-words .${name}`).textContent;
  const act = (verb, id, text = "") => tell("draft-act", { do: verb, id, text });
  const typed = (button) => {
    const box = button.closest(".unsaved");
    return box ? box.querySelector(".typed").textContent : null;
  };
  const said = (button) => button.closest(".line").querySelector(".words").textContent;
  const keeping = (id) => (text) => tell("draft-type", { id, text });

  function choose(accept, use) {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.addEventListener("change", () => { if (input.files[0]) use(input.files[0]); });
    input.click();
  }

  /* The file stays where it is; one byte more than is read goes to the program, so that it can say that it is too much. */
  async function profile(file) {
    tell("draft-load", { text: await file.slice(0, PROFILE + 1).text() });
  }

  async function verify(file) {
    if (file.size > FILE) return tell("draft-verify", { name: file.name, big: true });
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    tell("draft-verify", { name: file.name, data: btoa(text) });
  }

  const does = {
    "draft-example": (name) => tell("draft-load", { example: name }),
    "draft-file": () => choose(".toml,text/plain", profile),
    "draft-verify": () => choose(".docx,.md,text/markdown", verify),
    "draft-edit": async (id, button) => {
      const text = await dialog(words("edit_title"), { text: typed(button) ?? said(button), most: LINE, typing: keeping(id) });
      if (text) act("edit", id, text);
    },
    "draft-add": async (id, button) => {
      const text = await dialog(words("add_title"), { text: typed(button) ?? "", most: LINE, typing: keeping(id) });
      if (text) act("add", id, text);
    },
    "draft-rename": async (id, button) => {
      const row = button.closest("li");
      const text = await dialog(words("rename_title"), { text: (row ? row.querySelector(".open") : byId("draft-named")).textContent, most: 200 });
      if (text) act("rename", id, text);
    },
    "draft-delete": async (id) => {
      if (await dialog(words("delete_title"), { yes: "history-delete" }) !== null) act("delete", id);
    },
    "draft-look": (rest, button) => {
      const [number, ...line] = rest.split(" ");
      asked = button;
      looking = true;
      tell("draft-look", { number: Number(number), id: line.join(" ") });
    },
    "draft-unlook": leave,
  };

  let asked = null;  // the button that the source was opened by
  let looking = false;  // whether it is on its way

  function leave() {
    const source = byId("draft-source");
    if (!source || !source.classList.contains("open")) return;
    source.classList.remove("open");
    if (asked && asked.isConnected) asked.focus();
  }

  let pressed = "";  // what was done last, and in which line: where the focus goes when the draft has been drawn again
  let within = "";

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.act");
    if (!button || !button.value.startsWith("draft-")) return;
    const [verb, ...rest] = button.value.split(" ");
    pressed = button.value;
    within = (button.closest(".line") || { id: "" }).id;
    if (Object.hasOwn(does, verb)) does[verb](rest.join(" "), button);
    else act(verb.slice("draft-".length), rest.join(" "));
  });

  /* What was open stays open, the focus stays near, and the draft that is shown stands in the address, so that a reload comes back to it. */
  const open = new Set();
  let shown = null;

  function drawn() {
    const draft = byId("draft-shown");
    for (const id of open) {
      const one = byId(id);
      if (one && !one.open) one.open = true;
    }
    const kept = byId("draft-id");
    const id = kept ? kept.textContent : draft ? shown : "";
    if (id !== shown && (id || shown)) {
      scrollTo(0, 0);
      pressed = "";
      const heading = document.querySelector(id ? "#draft-shown h1" : "#draft-title h1");
      if (heading && (document.activeElement === document.body || !document.activeElement.checkVisibility())) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
    }
    if (id !== shown && (id || shown)) history.replaceState(null, "", id ? `?draft=${encodeURIComponent(id)}` : location.pathname);
    shown = id;
    if (document.activeElement === document.body && pressed && kept) {
      const same = document.querySelector(`#draft-shown button[value="${CSS.escape(pressed)}"]`);
      const line = within && document.querySelector(`#${within} summary`);
      if (same || line) (same || line).focus({ preventScroll: true });
      pressed = "";
    }
  }

  function looked() {
    const close = document.querySelector("#draft-source .drawer button");
    if (!looking || !(close || document.querySelector("#draft-source .notice"))) return;
    looking = false;
    byId("draft-source").classList.add("open");
    if (close) close.focus({ preventScroll: true });
  }

  document.addEventListener("toggle", (event) => {
    const one = event.target;
    if (!one.id || !one.closest || !one.closest("#draft-sections")) return;
    if (one.open) open.add(one.id); else open.delete(one.id);
  }, true);

  /* A sentence that keeps a draft from being exported leads to its line, opened. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("#draft-shown a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const at = byId(link.hash.slice(1));
    if (!at) return;
    if (at.tagName === "DETAILS") at.open = true;
    at.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    const focus = at.querySelector("summary") || at.querySelector("h2");
    focus.tabIndex = focus.tagName === "H2" ? -1 : 0;
    focus.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") leave();
    const field = event.target.closest && event.target.closest("input, textarea");
    if (field || !(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    const verb = event.shiftKey ? "redo" : "undo";
    const button = document.querySelector(`#draft-shown button[value="draft-${verb}"]`);
    if (button && button.checkVisibility()) { event.preventDefault(); button.click(); }
  });

  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      const at = event.target.closest && event.target.closest("#draft-form, #draft-aside");
      if (!at || !event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      const file = name === "drop" && event.dataTransfer.files[0];
      if (file) (at.id === "draft-form" ? profile : verify)(file);
    });
  }

  let wanted = new URLSearchParams(location.search).get("draft");

  /* The screen is there from when its tab was first opened; what the program is told before it has greeted us, it does not hear. */
  function start() {
    const sections = byId("draft-sections");
    const greeted = document.querySelector("#dialog-words .dialog-save");
    if (greeted && wanted && !sections) byId("screen-draft-button").click();
    if (!greeted || !sections) return void setTimeout(start, wanted ? 30 : 200);
    new MutationObserver(drawn).observe(sections, { childList: true, subtree: true });
    new MutationObserver(looked).observe(byId("draft-source"), { childList: true, subtree: true });
    if (wanted) act("open", wanted);
    wanted = null;
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
