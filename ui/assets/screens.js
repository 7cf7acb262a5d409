/* What the buttons of the Library do, and files that are dropped on it. Words come from the program, escaped; see ask.js. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const { tell, dialog } = window.resilient;

  const does = {
    "library-fetch": (id) => tell("library-act", { do: "fetch", id }),
    "library-again": (id) => tell("library-act", { do: "again", id }),
    "library-remove": async (id) => {
      if (await dialog(byId("library-words").textContent.trim(), { yes: "history-delete" }) !== null) tell("library-act", { do: "remove", id });
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.act");
    if (!button) return;
    const [verb, ...rest] = button.value.split(" ");
    if (Object.hasOwn(does, verb)) {
      does[verb](rest.join(" "), button);
      if (verb.startsWith("library-") && verb !== "library-remove") byId("library-intake").scrollIntoView({ block: "center" });
    }
  });

  /* Files dropped on the place for them are sent as if they had been chosen. */
  const place = (event) => (event.target.closest ? event.target.closest("#library-adding") : null);
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      const drop = place(event);
      if (!drop || !event.dataTransfer) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => { const drop = place(event); if (drop && !drop.contains(event.relatedTarget)) drop.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    const drop = place(event);
    if (!drop || !event.dataTransfer) return;
    event.preventDefault();
    drop.classList.remove("over");
    const input = drop.querySelector("input[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
