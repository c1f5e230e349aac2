/**
 * The talk with the service over a WebSocket: sends each message until it is acknowledged, under one id,
 * and passes on each line of the transcript once. See docs/widget.md for the frames.
 */

const FIRST_PAUSE = 500; // milliseconds, doubled at each failure
const LONGEST_PAUSE = 15_000;
// The service says something at least every 25 seconds; a line that is silent for this long is dead.
const SILENCE = 60_000;

/** Where the session token is kept: this browser, for this service; in memory where storage is refused. */
export class TokenStore {
  #key;
  #fallback = null;

  constructor(service) {
    this.#key = `accord:${service.host}${service.pathname}`;
  }

  get() {
    try {
      return localStorage.getItem(this.#key) ?? this.#fallback;
    } catch {
      return this.#fallback;
    }
  }

  set(token) {
    this.#fallback = token;
    try {
      if (token === null) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, token);
    } catch {
      // Storage is refused or full: the conversation lasts as long as the page.
    }
  }

  /** Calls back with the token that another tab has set, or null where it was removed there. */
  onChangedElsewhere(listener) {
    addEventListener("storage", (event) => {
      if (event.key !== this.#key && event.key !== null) return;
      this.#fallback = null;
      listener(this.get());
    });
  }
}

export class Connection {
  #address;
  #tokens;
  #language;
  #on;
  #socket = null;
  #wanted = false;
  #failures = 0;
  #retryTimer;
  #silenceTimer;
  #lastSeq = 0;
  #isReady = false;
  // Messages that are not acknowledged, in the order written: { id, text }. The first is under way; the next
  // one waits for it, so that they arrive in order whatever happens on the way.
  #outbox = [];
  #underWay = false;
  #failed = new Map(); // id → text, until the person sends it again

  /** `on` has a function for each of: begin, line, ready, typing, acknowledged, failed, refused, lost. */
  constructor(address, tokens, language, on) {
    this.#address = address;
    this.#tokens = tokens;
    this.#language = language;
    this.#on = on;
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => !document.hidden && this.#hurry());
    addEventListener("pageshow", () => this.#hurry());
    addEventListener("offline", () => this.#socket && this.#lost());
  }

  open() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  /** Keep a message and send it as soon as possible. Returns its id. */
  send(text) {
    const random = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#outbox.push({ id, text });
    this.#sendNext();
    return id;
  }

  /** Send a message that failed again, under its id: if it was kept after all, it is not kept twice. */
  sendAgain(id) {
    this.#outbox.push({ id, text: this.#failed.get(id) });
    this.#failed.delete(id);
    this.#sendNext();
  }

  /** Leave this conversation for good on this device. */
  leave() {
    this.#wanted = false;
    clearTimeout(this.#retryTimer);
    this.#drop();
    this.#lastSeq = 0;
    this.#outbox = [];
    this.#failed.clear();
  }

  #sendNext() {
    if (!this.#isReady || this.#underWay || this.#outbox.length === 0) return;
    this.#underWay = true;
    this.#socket.send(JSON.stringify({ type: "message", ...this.#outbox[0] }));
  }

  /** Take a message out, whose fate is known. Returns its text. */
  #settle(id) {
    const found = this.#outbox.findIndex((message) => message.id === id);
    if (found < 0) return undefined;
    if (found === 0) this.#underWay = false;
    return this.#outbox.splice(found, 1)[0].text;
  }

  #hurry() {
    if (this.#wanted && !this.#socket) {
      this.#failures = 0;
      this.#connect();
    }
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#listenForSilence();
      const hello = {
        type: "hello",
        token: this.#tokens.get(),
        language: this.#language,
        after: this.#lastSeq,
        pending: [...this.#outbox.map((message) => message.id), ...this.#failed.keys()],
      };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => {
      this.#listenForSilence();
      this.#take(JSON.parse(event.data));
    };
    socket.onclose = () => this.#lost();
    this.#listenForSilence();
  }

  #take(frame) {
    switch (frame.type) {
      case "session":
        this.#tokens.set(frame.token);
        if (!frame.new) break;
        // Nothing of this conversation is known here; what was written and not yet sent belongs into it.
        this.#lastSeq = 0;
        this.#on.begin();
        break;
      case "line":
        if (frame.seq <= this.#lastSeq) break;
        this.#lastSeq = frame.seq;
        this.#on.line(frame);
        break;
      case "ready":
        this.#isReady = true;
        this.#failures = 0;
        this.#on.ready(frame.office);
        this.#sendNext();
        break;
      case "typing":
        this.#on.typing();
        break;
      case "ack":
        this.#settle(frame.id);
        this.#on.acknowledged(frame.id);
        this.#sendNext();
        break;
      case "failed":
        this.#failed.set(frame.id, this.#settle(frame.id));
        this.#on.failed(frame.id, frame.text);
        this.#sendNext();
        break;
      case "error":
        this.#error(frame);
        break;
    }
  }

  #error({ code, id, text, retry_after: pause }) {
    if (code === "too_fast") {
      this.#retryTimer = setTimeout(() => {
        this.#underWay = false;
        this.#sendNext();
      }, pause * 1000);
      return;
    }
    this.#settle(id);
    this.#on.refused(id, text);
    this.#sendNext();
  }

  #listenForSilence() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#lost(), SILENCE);
  }

  /** Close without hearing of it again. */
  #drop() {
    clearTimeout(this.#silenceTimer);
    this.#isReady = this.#underWay = false;
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #lost() {
    this.#drop();
    this.#on.lost();
    if (!this.#wanted) return;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures);
    this.#failures += 1;
    // Spread out, so that a restarted service is not met by everybody at once.
    this.#retryTimer = setTimeout(() => this.#connect(), pause * (0.5 + Math.random() / 2));
  }
}
