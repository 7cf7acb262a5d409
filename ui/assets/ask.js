/* What the buttons of a conversation do: they are told to the program through two hidden fields, #act (quick) and #again (a question).
   A button's value says what: "edit 3", "verdict 2 wrong source". Words come from #dialog-words. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const words = (name) => (document.querySelector(`#dialog-words .${name}`) || { textContent: "" }).textContent;
  const asked = (number) => document.querySelector(`#question-${number} .words > span:last-child`);
  let told = 0;

  function tell(field, message) {
    const input = document.querySelector(`#${field} textarea, #${field} input`);
    input.value = JSON.stringify({ ...message, told: ++told });
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A dialog with a text field, or without one to confirm; gives the text, or null. `typing` is told what is being typed, "" on leaving. */
  function dialog(title, { text = null, yes = "dialog-save", most = 2000, typing = null } = {}) {
    return new Promise((resolve) => {
      const box = document.createElement("dialog");
      const form = document.createElement("form");
      const heading = document.createElement("h2");
      form.method = "dialog";
      heading.id = "dialog-title";
      heading.textContent = title;
      box.setAttribute("aria-labelledby", "dialog-title");
      form.append(heading);
      const field = text === null ? null : document.createElement("textarea");
      if (field) {
        field.value = text;
        field.maxLength = most;
        field.setAttribute("aria-labelledby", "dialog-title");
        field.addEventListener("keydown", (event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(save); }
        });
        if (typing) {
          let waiting = 0;
          field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => typing(field.value), 400); });
          box.addEventListener("close", () => { clearTimeout(waiting); if (box.returnValue === "dialog-cancel") typing(""); });
        }
        form.append(field);
      }
      const [save, cancel] = [yes, "dialog-cancel"].map((name) => {
        const button = document.createElement("button");
        button.textContent = words(name);
        button.value = name;
        return button;
      });
      cancel.formNoValidate = true;
      const row = document.createElement("div");
      row.className = "does";
      row.append(cancel, save);
      form.append(row);
      box.append(form);
      box.addEventListener("close", () => {
        box.remove();
        resolve(box.returnValue === yes ? (field ? field.value.trim() : "") : null);
      });
      byId("bar").parentElement.append(box);  // within what page.css is for, and on no one screen
      box.showModal();
      if (field) { field.focus(); field.select(); }
    });
  }

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "sr";
    byId("desk").append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  function flash(button) {
    const before = button.textContent;
    button.textContent = words("ask-copied");
    button.classList.add("done");
    setTimeout(() => { button.textContent = before; button.classList.remove("done"); }, 1600);
  }

  const does = {
    open: (id) => { tell("act", { do: "open", id }); byId("desk").classList.remove("listing"); },
    list: () => byId("desk").classList.toggle("listing"),
    again: (number) => tell("again", { do: "again", number: Number(number) }),
    ask: (_, button) => tell("again", { do: "ask", text: button.textContent }),
    share: (id) => tell("act", { do: "share", id }),
    unshare: (id) => tell("act", { do: "unshare", id }),
    verdict: (rest) => {
      const [number, ...verdict] = rest.split(" ");
      tell("act", { do: "verdict", number: Number(number), verdict: verdict.join(" ") });
    },
    copy: async (number, button) => { await copy(document.querySelector(`#copying-${number}`).textContent); flash(button); },
    copylink: async (_, button) => { await copy(byId("shared-link").href); flash(button); },
    edit: async (number) => {
      const text = await dialog(words("ask-edit"), { text: asked(number).innerText, yes: "dialog-send" });
      if (text) tell("again", { do: "edit", number: Number(number), text });
    },
    logout: async () => { await fetch("/logout", { method: "POST" }); location.assign("/login"); },
    note: async (number, button) => {
      const before = button.parentElement.querySelector(".kept-note");
      const text = await dialog(words("ask-note_title"), { text: before ? before.textContent : "" });
      if (text !== null) tell("act", { do: "note", number: Number(number), text });
    },
    rename: async (id) => {
      const text = await dialog(words("history-rename_title"), { text: byId("conversation-title").textContent });
      if (text) tell("act", { do: "rename", id, text });
    },
    delete: async (id) => {
      if (await dialog(words("history-delete_title"), { yes: "history-delete" }) !== null) tell("act", { do: "delete", id });
    },
  };

  window.resilient = { tell, dialog, words };  // for the other screens' scripts

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.act");
    if (!button) {
      if (event.target.closest && event.target.closest("#new")) byId("desk").classList.remove("listing");
      return;
    }
    const [verb, ...rest] = button.value.split(" ");
    if (Object.hasOwn(does, verb)) does[verb](rest.join(" "), button);
  });

  /* The conversation that is open stands in the address, so that a reload comes back to it. */
  let here = null;

  function note() {
    const kept = byId("conversation-id");
    const id = kept ? kept.textContent : "";
    if (id === here || (!id && new URLSearchParams(location.search).has("shared"))) return;
    here = id;
    history.replaceState(null, "", id ? `?c=${encodeURIComponent(id)}` : location.pathname);
  }

  function start() {
    const head = byId("head");
    if (!head || !words("dialog-save")) return void setTimeout(start, 30);  // until the program has greeted us, it would not hear
    const asked = new URLSearchParams(location.search);
    if (asked.has("shared")) tell("act", { do: "shared", id: asked.get("shared") });
    else if (asked.has("c")) tell("act", { do: "open", id: asked.get("c") });
    new MutationObserver(note).observe(head, { childList: true, subtree: true, characterData: true });
  }

  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      byId("desk").classList.add("listing");
      const find = document.querySelector("#find textarea, #find input");
      if (find) find.focus();
    } else if (event.altKey && !command && event.code === "KeyN") {
      event.preventDefault();
      byId("new").click();
      const question = document.querySelector("#question textarea");
      if (question) question.focus();
    } else if (event.key === "Escape" && byId("desk").classList.contains("busy") && !document.querySelector("dialog[open]")) {
      byId("stop").click();
    }
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
