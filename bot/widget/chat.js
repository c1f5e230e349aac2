/** The chat: a button at the corner of the page, and the conversation it opens. */

import { Connection, TokenStore } from "./connection.js";
import { ICONS, element, icon } from "./elements.js";
import { STYLES } from "./styles.js";
import { Transcript } from "./transcript.js";
import { WORDS } from "./words.js";

const LONGEST_MESSAGE = 10_000; // characters; the service refuses more
// Below this the conversation fills the screen, and the page behind it rests.
const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";
const SHOW_TYPING_AFTER = 300; // milliseconds; a quicker answer needs no notice

export class Chat extends HTMLElement {
  #words;
  #tokens;
  #connection;
  #transcript;
  #fullScreen = matchMedia(FULL_SCREEN);
  #parts = {};
  #unread = 0;
  #unseenFromPeople = 0; // people's lines at the end of the history, not yet answered
  #isReady = false;
  #knowsHistory = false;
  #typingTimer;

  /** @param script the address of accord.js, beside which the socket stands */
  constructor(script, language) {
    super();
    this.#words = WORDS[language];
    this.lang = language;
    const service = new URL("..", script);
    this.#tokens = new TokenStore(service);
    this.#transcript = new Transcript(this.#words, language, service, this.#reply);
    const address = new URL("socket", script);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    this.#connection = new Connection(address, this.#tokens, language, {
      begin: () => this.#begin(),
      line: (frame) => this.#line(frame),
      ready: (office) => this.#ready(office),
      typing: () => this.#showTyping(),
      acknowledged: (id) => this.#settled(() => this.#transcript.acknowledged(id)),
      failed: (id, why) => this.#settled(() => this.#transcript.failed(id, why, () => this.#sendAgain(id))),
      refused: (id, why) => this.#settled(() => this.#transcript.failed(id, why)),
      lost: () => this.#lost(),
    });
    this.#build();
  }

  connectedCallback() {
    this.setAttribute("role", "complementary");
    this.setAttribute("aria-label", this.#words.title);
    this.#tokens.onChangedElsewhere((token) => (token === null ? this.#leave() : this.#connection.open()));
    this.#fullScreen.addEventListener("change", () => this.#changeSize());
    window.visualViewport?.addEventListener("resize", () => this.#fitKeyboard());
    window.visualViewport?.addEventListener("scroll", () => this.#fitKeyboard());
    // Who has written before hears of answers without opening the conversation.
    if (this.#tokens.get() !== null) this.#connection.open();
  }

  #build() {
    const words = this.#words;
    const part = (key, made) => (this.#parts[key] = made);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    const root = this.attachShadow({ mode: "open" });
    // Not a style element: a page's content security policy may forbid those.
    root.adoptedStyleSheets = [sheet];

    const launcher = part(
      "launcher",
      element(
        "button",
        {
          class: "launcher",
          type: "button",
          "aria-haspopup": "dialog",
          "aria-expanded": "false",
          onclick: () => (this.#parts.dialog.open ? this.#close() : this.#open()),
        },
        icon(ICONS.chat),
        element("span", {}, words.launch),
        part("badge", element("span", { class: "badge", hidden: true })),
      ),
    );
    const header = element(
      "div",
      { class: "header" },
      element(
        "div",
        {},
        part("title", element("h2", { id: "title", tabindex: "-1" }, words.title)),
        part("office", element("p", {})),
      ),
      element(
        "button",
        { class: "close", type: "button", "aria-label": words.close, onclick: () => this.#close() },
        icon(ICONS.close),
      ),
    );
    const [askPerson, atAnyTime] = words.askPerson;
    const person = element(
      "button",
      {
        class: "person",
        type: "button",
        onclick: (event) => this.#reply(words.personRequest, words.personRequest, event.detail === 0),
      },
      icon(ICONS.person),
      element("span", {}, element("strong", {}, askPerson), ` ${atAnyTime}`),
    );
    const input = part(
      "input",
      element("textarea", {
        id: "message",
        rows: "1",
        autocomplete: "off",
        placeholder: words.message,
        enterkeyhint: "send",
        "aria-describedby": "hint problem",
        onkeydown: (event) => this.#key(event),
        oninput: () => this.#sayProblem(""),
      }),
    );
    const form = element(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      element("label", { for: "message" }, words.message),
      element(
        "div",
        { class: "writing" },
        input,
        element(
          "button",
          { class: "send", type: "submit" },
          icon(ICONS.send),
          element("span", {}, words.send),
        ),
      ),
      part("problem", element("p", { id: "problem", class: "problem", role: "alert" })),
      element("p", { id: "hint", class: "hint" }, words.hint),
    );
    const dialog = part(
      "dialog",
      element(
        "dialog",
        {
          "aria-labelledby": "title",
          onclose: () => this.#closed(),
          onkeydown: (event) => event.key === "Escape" && this.#escape(event),
        },
        header,
        person,
        this.#transcript.element,
        part(
          "below",
          element(
            "button",
            {
              class: "below",
              type: "button",
              hidden: true,
              "aria-label": words.newBelow,
              title: words.newBelow,
              onclick: () => this.#seeEnd(),
            },
            icon(ICONS.down),
            element("span", {}),
          ),
        ),
        part("typing", element("p", { class: "typing", role: "status" })),
        part("offline", element("p", { class: "offline", role: "status" })),
        form,
        this.#forgetting(),
      ),
    );
    this.#transcript.element.addEventListener("scroll", () => {
      if (this.#transcript.isAtEnd) this.#setBelow(true);
    });
    root.append(launcher, part("news", element("p", { class: "unseen", role: "status" })), dialog);
  }

  /** Shared phones are common: the way to remove the conversation from this one. */
  #forgetting() {
    const words = this.#words;
    const ask = element("button", { class: "quiet", type: "button", onclick: () => toggle(true) }, words.forget);
    const yes = element("button", { type: "button", onclick: () => this.#forget() }, words.forgetYes);
    const no = element("button", { type: "button", onclick: () => toggle(false) }, words.forgetNo);
    const question = element(
      "div",
      { class: "question", role: "group", "aria-labelledby": "forget", hidden: true },
      element("p", { id: "forget" }, words.forgetQuestion),
      // Where the button to ask was, so that a second press by mistake keeps everything.
      no,
      yes,
    );
    const toggle = (asked) => {
      question.hidden = !asked;
      ask.hidden = asked;
      (asked ? no : ask).focus();
    };
    this.#parts.stopForgetting = () => {
      question.hidden = true;
      ask.hidden = false;
    };
    return element("div", { class: "footer" }, ask, question);
  }

  // Opening and closing

  #open() {
    this.#connection.open();
    this.#show();
    this.#parts.launcher.setAttribute("aria-expanded", "true");
    this.#setUnread(0);
    this.#transcript.scrollToEnd();
    // On a phone the keyboard would cover what there is to read first.
    (this.#fullScreen.matches ? this.#parts.title : this.#parts.input).focus();
  }

  #show() {
    if (this.#fullScreen.matches) this.#parts.dialog.showModal();
    else this.#parts.dialog.show();
    this.#fitKeyboard();
  }

  #close() {
    this.#parts.dialog.close();
  }

  #closed() {
    if (this.#parts.dialog.open) return; // only changed its size
    this.#parts.launcher.setAttribute("aria-expanded", "false");
    this.#parts.stopForgetting();
    this.#parts.launcher.focus();
  }

  #escape(event) {
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  }

  #changeSize() {
    if (!this.#parts.dialog.open) return;
    const focused = this.shadowRoot.activeElement;
    this.#parts.dialog.close();
    this.#show();
    focused?.focus();
  }

  /** Keep the whole conversation above a phone's keyboard, which covers part of the page. */
  #fitKeyboard() {
    const { height, offsetTop } = window.visualViewport ?? { height: innerHeight, offsetTop: 0 };
    this.style.setProperty("--visible-height", `${height}px`);
    this.style.setProperty("--visible-top", `${offsetTop}px`);
  }

  // Writing

  #key(event) {
    // An Enter that ends the composition of a character does not send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.#parts.input.value.trim();
    if (!text) return;
    if (text.length > LONGEST_MESSAGE) {
      this.#sayProblem(this.#words.tooLong(LONGEST_MESSAGE.toLocaleString(this.lang)));
      return;
    }
    this.#send(text, text);
    this.#parts.input.value = "";
    this.#parts.input.focus();
  }

  #reply = (payload, title, byKey) => {
    this.#send(payload, title);
    // The button that had the focus is gone. On a phone the input would bring up the keyboard.
    (byKey ? this.#parts.input : this.#transcript.element).focus({ preventScroll: true });
  };

  #send(text, shown) {
    this.#sayProblem("");
    this.#transcript.announce();
    this.#transcript.addEcho(this.#connection.send(text), shown, this.#isReady);
  }

  #sendAgain(id) {
    this.#connection.sendAgain(id);
    this.#transcript.sentAgain(id, this.#isReady);
    this.#parts.input.focus({ preventScroll: true });
  }

  #sayProblem(words) {
    this.#parts.problem.textContent = words;
  }

  // What the service says

  #begin() {
    this.#transcript.clearLines();
    this.#transcript.announce(); // the greeting of a new conversation is news
    this.#transcript.awaitGreeting();
    this.#knowsHistory = true;
  }

  #line(frame) {
    this.#transcript.add(frame);
    if (frame.author === "debtor") this.#unseenFromPeople = 0;
    else if (!this.#knowsHistory) this.#unseenFromPeople += frame.author === "agent" ? 1 : 0;
    else if (!this.#parts.dialog.open) this.#setUnread(this.#unread + 1);
    else this.#setBelow(this.#transcript.isAtEnd, frame);
  }

  #ready(office) {
    this.#isReady = true;
    this.#parts.office.textContent = office;
    this.#parts.offline.textContent = "";
    this.#transcript.setConnected(true);
    this.#transcript.announce();
    if (this.#knowsHistory) return;
    this.#knowsHistory = true;
    if (!this.#parts.dialog.open) this.#setUnread(this.#unseenFromPeople);
    this.#setBelow(true);
  }

  #lost() {
    this.#isReady = false;
    this.#hideTyping();
    this.#parts.offline.textContent = this.#words.offline;
    this.#transcript.setConnected(false);
  }

  #showTyping() {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => {
      this.#parts.typing.textContent = this.#words.writing;
    }, SHOW_TYPING_AFTER);
  }

  #hideTyping() {
    clearTimeout(this.#typingTimer);
    this.#parts.typing.textContent = "";
  }

  #settled(show) {
    this.#hideTyping();
    show();
  }

  #seeEnd() {
    this.#transcript.scrollToEnd();
    this.#transcript.element.focus();
  }

  /** The way to lines below the screen; it says so where a person wrote one of them. */
  #setBelow(isHidden, { author, name } = {}) {
    const below = this.#parts.below;
    below.hidden = isHidden;
    if (!isHidden && author !== "agent") return; // what a person wrote before still waits there
    const words = isHidden ? "" : this.#words.personBelow(name);
    below.lastChild.textContent = words;
    below.classList.toggle("from-person", words !== "");
    below.ariaLabel = below.title = words || this.#words.newBelow;
  }

  #setUnread(count) {
    this.#unread = count;
    const words = count ? this.#words.unread(count) : "";
    this.#parts.badge.hidden = count === 0;
    this.#parts.badge.replaceChildren(
      element("span", { "aria-hidden": "true" }, String(count)),
      element("span", { class: "unseen" }, words),
    );
    this.#parts.news.textContent = words;
  }

  // Leaving

  #forget() {
    this.#tokens.set(null);
    this.#leave();
  }

  #leave() {
    this.#connection.leave();
    this.#transcript.clear();
    this.#setUnread(0);
    this.#isReady = this.#knowsHistory = false;
    this.#hideTyping();
    this.#parts.offline.textContent = "";
    this.#parts.input.value = "";
    if (this.#parts.dialog.open) this.#close();
  }
}

customElements.define("accord-chat", Chat);
