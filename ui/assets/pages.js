/* The page of a PDF behind a source card, in a dialog: its picture with the quotation marked on it. Words come from #dialog-words. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const { words } = window.resilient;
  const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

  function made(tag, name, text = "") {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    return element;
  }

  async function fetched(address) {
    const answer = await fetch(address).catch(() => null);
    if (answer && answer.ok) return answer;
    const told = answer ? await answer.json().catch(() => ({})) : {};
    throw new Error(told.error || words("leaf-failed"));
  }

  class Leaf {
    constructor(document_, title, quote) {
      this.document = document_;
      this.quote = quote;
      this.box = made("dialog", "leaf");
      this.box.setAttribute("aria-labelledby", "leaf-title");
      const head = made("header", "");
      const name = made("h2", "", title);
      name.id = "leaf-title";
      this.where = made("p", "where");
      this.where.setAttribute("role", "status");
      this.previous = this.button("leaf-previous", () => this.turn(-1));
      this.next = this.button("leaf-next", () => this.turn(1));
      this.larger = this.button("leaf-larger", () => this.zoom());
      this.larger.setAttribute("aria-pressed", "false");
      const bar = made("div", "does");
      bar.append(this.previous, this.next, this.larger, this.button("leaf-close", () => this.box.close()));
      head.append(name, this.where, bar);
      this.sheet = made("div", "sheet");
      this.sheet.tabIndex = 0;
      this.sheet.setAttribute("role", "region");
      this.sheet.setAttribute("aria-labelledby", "leaf-title");
      this.box.append(head, this.sheet);
      this.box.addEventListener("close", () => { this.forget(); this.box.remove(); });
      this.box.addEventListener("keydown", (event) => {
        const step = { PageDown: 1, PageUp: -1 }[event.key];
        if (step) { event.preventDefault(); this.turn(step); }
      });
      byId("bar").parentElement.append(this.box);
      this.box.showModal();
      this.sheet.focus();
    }

    button(name, does) {
      const button = made("button", name, words(name));
      button.type = "button";
      button.addEventListener("click", does);
      return button;
    }

    async open(start, end) {
      try {
        const told = await (await fetched(`/page/${this.document}?start=${start}&end=${end}&language=${language()}`)).json();
        this.count = told.count;
        this.marks = told.pages;
        await this.show(Number(Object.keys(told.pages)[0] || 1));
      } catch (error) { this.fail(error); }
    }

    async show(number) {
      this.number = number;
      this.where.textContent = words("leaf-where").replace("{page}", number).replace("{count}", this.count);
      this.previous.disabled = number <= 1;
      this.next.disabled = number >= this.count;
      this.sheet.setAttribute("aria-busy", "true");
      try {
        const picture = URL.createObjectURL(await (await fetched(`/page/${this.document}/${number}.png?language=${language()}`)).blob());
        if (this.number !== number || !this.box.isConnected) return URL.revokeObjectURL(picture);  // turned on, or closed, meanwhile
        this.forget();
        this.picture = picture;
        await this.draw(this.marks[number] || []);
      } catch (error) { this.fail(error); }
      this.sheet.removeAttribute("aria-busy");
    }

    async draw(marks) {
      const paper = made("div", "paper");
      const image = made("img", "");
      image.alt = marks.length ? `${this.where.textContent}: “${this.quote}”` : this.where.textContent;
      image.src = this.picture;
      paper.append(image);
      for (const [left, top, width, height] of marks) {
        const mark = made("span", "spot");
        for (const [side, share] of Object.entries({ left, top, width, height })) mark.style[side] = `${100 * share}%`;
        paper.append(mark);
      }
      this.sheet.replaceChildren(paper);
      await image.decode().catch(() => {});
      this.point();
    }

    point() {
      const first = this.sheet.querySelector(".spot");
      if (first) first.scrollIntoView({ block: "center", inline: "center" });
      else this.sheet.scrollTop = 0;
    }

    turn(step) {
      const number = this.number + step;
      if (number >= 1 && number <= this.count) this.show(number);
    }

    zoom() {
      const large = this.sheet.classList.toggle("large");
      this.larger.setAttribute("aria-pressed", String(large));
      this.point();
    }

    fail(error) {
      const told = made("p", "notice", error.message);
      told.setAttribute("role", "alert");
      this.sheet.replaceChildren(told);
    }

    forget() {
      if (this.picture) URL.revokeObjectURL(this.picture);
      this.picture = null;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.act[value^='leaf ']");
    if (!button) return;
    const [, name, start, end] = button.value.split(" ");
    const card = button.closest(".card");
    const quote = card.querySelector("mark");
    new Leaf(name, card.querySelector("h4").textContent, quote ? quote.textContent : "").open(start, end);
  });
})();
