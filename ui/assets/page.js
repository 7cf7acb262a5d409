/* The page's own behaviour: marks bring their card, light and dark, scrolling, and what screen readers are told.
   No request is made from here, and no text is put into the page: words come from the program, escaped. */
(() => {
  "use strict";
  const THEME = "resilient-theme";
  const near = 120;

  const byId = (id) => document.getElementById(id);
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const gently = () => (calm() ? "auto" : "smooth");

  function applyTheme(dark) {
    document.documentElement.classList.toggle("dark", dark);
    document.body && document.body.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }

  function keptTheme() {
    try { return localStorage.getItem(THEME); } catch { return null; }
  }

  function startTheme() {
    const kept = keptTheme();
    applyTheme(kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  }

  function switchTheme() {
    const dark = !document.body.classList.contains("dark");
    applyTheme(dark);
    try { localStorage.setItem(THEME, dark ? "dark" : "light"); } catch { /* kept for this visit only */ }
  }

  function showTurn(section) {
    const panel = byId("sources");
    for (const other of panel.querySelectorAll(".of-turn")) other.classList.toggle("chosen", other === section);
    panel.classList.toggle("chosen-turn", true);
  }

  function bring(id) {
    const card = byId(id);
    if (!card) return false;
    const section = card.closest(".of-turn");
    if (section) showTurn(section);
    for (const other of document.querySelectorAll(".card.lit")) other.classList.remove("lit");
    card.classList.add("lit");
    card.setAttribute("tabindex", "-1");
    card.scrollIntoView({ behavior: gently(), block: "nearest" });
    card.focus({ preventScroll: true });
    return true;
  }

  function onClick(event) {
    const at = event.target.closest ? event.target : null;
    if (!at) return;
    if (at.closest("#theme")) return switchTheme();
    const link = at.closest("a[href*='#']");
    if (!link) return;
    const id = link.hash.slice(1);
    if (id.startsWith("source-")) {
      event.preventDefault();
      bring(id);
    } else if (id.startsWith("answer-")) {
      event.preventDefault();
      const answer = byId(id);
      if (answer) answer.scrollIntoView({ behavior: gently(), block: "nearest" });
    }
  }

  function language() {
    const chosen = document.querySelector("#interface input:checked");
    return chosen ? chosen.value : null;
  }

  function tell() {
    const chosen = language();
    if (chosen) document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
    const heading = document.querySelector("#name h1");
    if (heading && document.title !== heading.textContent) document.title = heading.textContent;
    const talk = byId("current");
    if (talk && !talk.hasAttribute("aria-live")) talk.setAttribute("aria-live", "polite");
    const theme = byId("theme");
    if (theme && theme.getAttribute("aria-label") !== theme.textContent.trim()) {
      theme.setAttribute("aria-label", theme.textContent.trim());
      theme.title = theme.textContent.trim();
    }
  }

  let following = true;

  function follow() {
    const talk = byId("conversation");
    if (talk && following) talk.scrollTop = talk.scrollHeight;
  }

  function changed() {
    const current = byId("current");
    const busy = Boolean(current.querySelector(".thinking, .growing"));
    const desk = byId("desk");
    if (busy && !desk.classList.contains("busy")) following = true;
    desk.classList.toggle("busy", busy);
    for (const chosen of document.querySelectorAll(".judge .act")) chosen.setAttribute("aria-pressed", String(chosen.classList.contains("chosen")));
    follow();
  }

  function watch() {
    const talk = byId("conversation");
    const current = byId("current");
    const sources = byId("sources");
    if (!talk || !current || !sources) return void setTimeout(watch, 50);
    const watched = { childList: true, subtree: true, characterData: true };
    talk.addEventListener("scroll", () => {
      following = talk.scrollHeight - talk.scrollTop - talk.clientHeight < near;
    }, { passive: true });
    new MutationObserver(changed).observe(current, watched);
    new MutationObserver(() => { sources.classList.remove("chosen-turn"); byId("side").scrollTop = 0; })
      .observe(sources, { childList: true, subtree: true });
    new MutationObserver(() => setTimeout(tell, 0)).observe(byId("bar"), { ...watched, attributes: true });
    byId("bar").addEventListener("change", () => setTimeout(tell, 0));
    tell();
    const question = document.querySelector("#question textarea");
    if (question && matchMedia("(pointer: fine)").matches) question.focus();
  }

  /* A question that the program did not take stays where it was typed; why is said in the page's words, not in Gradio's. */
  function tellRefused(status) {
    const words = document.querySelector(`#refusals .refused-${status}`);
    const told = byId("refused");
    if (told) told.remove();
    document.documentElement.classList.toggle("refused", Boolean(words));
    if (!words) return;
    const notice = document.createElement("p");
    notice.id = "refused";
    notice.setAttribute("role", "alert");
    notice.textContent = words.textContent;
    byId("bar").parentElement.append(notice);
  }

  const send = window.fetch;
  window.fetch = async (...given) => {
    const joins = new URL(given[0].url || given[0], location.href).pathname.endsWith("/queue/join");
    try {
      const answer = await send.apply(window, given);
      if (joins) tellRefused(answer.status);
      return answer;
    } catch (error) {
      if (joins) tellRefused(0);
      throw error;
    }
  };

  startTheme();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
  document.addEventListener("click", onClick);
})();
