/** The messages on the screen: the lines that the service has, then what is still on its way to it. */

import { ICONS, element, icon, safeAddress, textWithLinks } from "./elements.js";
import { LOCALES } from "./words.js";

const NEAR = 80; // pixels from the end that still count as reading the end

export class Transcript {
  /** Scrolls, and is announced: role=log. */
  element;
  #words;
  #service;
  #onReply;
  #hour;
  #day;
  #echoes = new Map(); // message id → its line, while the service has not shown it
  #replies = []; // groups of buttons that still wait for an answer
  #lastAuthor = null;
  #lastDay = null;
  #anchor = null; // where the answer to the person's last message begins, kept in sight while it comes
  #awaitsAnswer = false;

  /**
   * @param words of one language
   * @param service the service's public address, below which attachments stand
   * @param onReply called with a pressed button's payload, title, and whether a key pressed it
   */
  constructor(words, language, service, onReply) {
    this.#words = words;
    this.#service = service;
    this.#onReply = onReply;
    this.#hour = new Intl.DateTimeFormat(LOCALES[language], { hour: "2-digit", minute: "2-digit" });
    this.#day = new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", day: "numeric", month: "long" });
    this.element = element("div", {
      class: "log",
      role: "log",
      tabindex: "0",
      "aria-label": words.transcript,
      "aria-live": "off",
    });
    // A phone's keyboard or a growing input takes room: whoever reads the end goes on reading it.
    let readsEnd = true;
    this.element.addEventListener("scroll", () => (readsEnd = this.isAtEnd));
    new ResizeObserver(() => readsEnd && this.scrollToEnd()).observe(this.element);
  }

  /** From now on what comes is read out; before, it is history. */
  announce() {
    this.element.setAttribute("aria-live", "polite");
  }

  /** What comes next is a greeting: like an answer, it is read from its beginning. */
  awaitGreeting() {
    this.#awaitsAnswer = true;
    this.#anchor = null;
  }

  /** Forget the lines; what is still on its way stays. */
  clearLines() {
    for (const child of [...this.element.children]) {
      if (![...this.#echoes.values()].includes(child)) child.remove();
    }
    this.#replies = [];
    this.#lastAuthor = this.#lastDay = null;
  }

  clear() {
    this.#echoes.clear();
    this.clearLines();
    this.element.setAttribute("aria-live", "off");
  }

  /** Show what the person has just written, before the service has it. */
  addEcho(id, shown, isConnected) {
    this.#closeReplies();
    const echo = this.#line("debtor", null, shown, new Date());
    this.#echoes.set(id, echo);
    this.element.append(echo);
    this.#sayState(echo, isConnected ? "sending" : "waiting");
    this.#awaitsAnswer = true;
    this.#anchor = null;
    this.#scroll();
  }

  /** Show a line of the transcript. */
  add(frame) {
    const follows = this.isAtEnd || this.#anchor !== null;
    if (frame.author === "debtor") this.#addDebtors(frame);
    else this.#addOthers(frame);
    if (follows) this.#scroll();
  }

  acknowledged(id) {
    this.#own(id)?.querySelector(".state")?.remove();
    this.#endAnswer();
  }

  /** Say that a message did not arrive and why; with `again`, offer to send it again. */
  failed(id, why, again) {
    const line = this.#own(id);
    if (!line) return;
    this.#sayState(line, "failed", why, again);
    this.#endAnswer();
    this.#scroll();
  }

  /** A message that failed is on its way once more. */
  sentAgain(id, isConnected) {
    this.#sayState(this.#own(id), isConnected ? "sending" : "waiting");
  }

  setConnected(isConnected) {
    for (const echo of this.#echoes.values()) {
      if (!echo.querySelector(".failed")) this.#sayState(echo, isConnected ? "sending" : "waiting");
    }
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** The line of a message written here, kept by the service or not. */
  #own(id) {
    return this.#echoes.get(id) ?? this.element.querySelector(`[data-id="${id}"]`);
  }

  #addDebtors({ id, text, at }) {
    this.#closeReplies();
    const echo = this.#echoes.get(id);
    if (echo) {
      // Card numbers and the like are blacked out before anything is kept: show what was kept.
      echo.querySelector(".text").replaceChildren(text);
      this.#setTime(echo.querySelector("time"), new Date(at)); // the service's clock, as on every other line
      this.#settle(id, echo);
    } else if (text) {
      this.#insert(this.#line("debtor", null, text, new Date(at)), new Date(at));
    }
    this.#lastAuthor = "debtor";
  }

  #addOthers({ author, name, text, buttons, attachment, at, language }) {
    const line = this.#line(author, name, text, new Date(at));
    // The page may be in another language than the conversation.
    line.querySelector(".text").lang = language;
    const who = `${author} ${name}`;
    line.classList.toggle("same", this.#lastAuthor === who);
    this.#lastAuthor = who;
    if (attachment) line.append(this.#attachment(attachment));
    if (buttons.length) line.append(this.#buttons(buttons, language));
    this.#insert(line, new Date(at));
    if (this.#awaitsAnswer) this.#anchor ??= line;
  }

  #endAnswer() {
    this.#awaitsAnswer = false;
    this.#anchor = null;
  }

  /** Put a line before what is still on its way. */
  #insert(line, at) {
    const first = this.#echoes.values().next().value ?? null;
    const day = this.#day.format(at);
    if (day !== this.#lastDay) {
      const isToday = day === this.#day.format(new Date());
      if (this.#lastDay !== null || !isToday) {
        const heading = element("p", { class: "day" }, isToday ? this.#words.today : day);
        this.element.insertBefore(heading, first);
        line.classList.remove("same");
      }
      this.#lastDay = day;
    }
    this.element.insertBefore(line, first);
  }

  /** The service has it: it takes its place among the lines. One that failed still waits for its answer. */
  #settle(id, echo) {
    this.#echoes.delete(id);
    echo.dataset.id = id;
    echo.querySelector(".state:not(.failed)")?.remove();
  }

  #line(author, name, text, at) {
    const isPerson = author === "agent";
    const label = { debtor: this.#words.you, bot: this.#words.assistant }[author] ?? this.#words.person(name);
    const sign = { bot: ICONS.assistant, agent: ICONS.person }[author];
    return element(
      "div",
      { class: `line ${isPerson ? "agent" : author}` },
      element(
        "p",
        { class: "who" },
        sign ? icon(sign) : null,
        element("span", {}, label),
        " ",
        element("time", { datetime: at.toISOString() }, this.#hour.format(at)),
      ),
      element("div", { class: "text" }, ...(author === "debtor" ? [text] : textWithLinks(text))),
    );
  }

  #setTime(time, at) {
    time.dateTime = at.toISOString();
    time.textContent = this.#hour.format(at);
  }

  #attachment({ name, url, media_type: mediaType }) {
    const address = safeAddress(url, this.#service);
    if (address === null) return element("p", { class: "file" }, name);
    const kind = mediaType === "application/pdf" ? " (PDF)" : "";
    return element(
      "a",
      { class: "file", href: address, download: name, target: "_blank", rel: "noopener noreferrer" },
      icon(ICONS.file),
      element("span", {}, `${this.#words.download} ${name}${kind}`),
    );
  }

  #buttons(buttons, language) {
    const press = ({ title, payload }) => (event) => this.#onReply(payload, title, event.detail === 0);
    const group = element(
      "div",
      { class: "replies", role: "group", "aria-label": this.#words.replies },
      ...buttons.map((button) => element("button", { type: "button", lang: language, onclick: press(button) }, button.title)),
    );
    this.#replies.push(group);
    return group;
  }

  /** A question that has been answered cannot be answered again. */
  #closeReplies() {
    for (const group of this.#replies) group.remove();
    this.#replies = [];
  }

  #sayState(line, state, why = null, again = null) {
    line.querySelector(".state")?.remove();
    const words = why ?? this.#words[state];
    const retry = again ? element("button", { type: "button", onclick: again }, this.#words.retry) : null;
    // Only what went wrong is read out.
    const hidden = state === "sending" ? "true" : null;
    line.append(element("p", { class: `state ${state}`, "aria-hidden": hidden }, words, " ", retry));
  }

  /** Go to the end, but not so far that the beginning of an answer leaves the screen unread. */
  #scroll() {
    const end = this.element.scrollHeight - this.element.clientHeight;
    this.element.scrollTop = this.#anchor ? Math.min(end, this.#anchor.offsetTop - 12) : end;
  }
}
