/** The look: calm, large enough to read, the same on every page. Contrast at least 4.5:1 (WCAG 2.1, 1.4.3). */
export const STYLES = `
:host {
  all: initial;
  color-scheme: light dark;
  --surface: #ffffff;
  --raised: #f4f7f7;
  --text: #1b2a31;
  --soft: #4d5f67;
  --edge: #c5d1d3;
  --control: #76898f;
  --accent: #1c5f66;
  --accent-strong: #164c52;
  --on-accent: #ffffff;
  --bot: #edf3f3;
  --agent: #fdf2e0;
  --agent-edge: #a45d00;
  --agent-text: #6f3f00;
  --problem: #a3262a;
  --focus: #0b57d0;
  --shadow: 0 12px 40px rgb(16 40 46 / 25%);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  color: var(--text);
}
@media (prefers-color-scheme: dark) {
  :host {
    --surface: #14212a;
    --raised: #1a2a34;
    --text: #e9eff1;
    --soft: #b3c2c8;
    --edge: #36474f;
    --control: #8097a0;
    --accent: #7cc7cc;
    --accent-strong: #a3dce0;
    --on-accent: #0c2225;
    --bot: #22343f;
    --agent: #3a2d17;
    --agent-edge: #e3a857;
    --agent-text: #f5cf94;
    --problem: #ffa9a3;
    --focus: #a8c7fa;
    --shadow: 0 12px 40px rgb(0 0 0 / 60%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p { margin: 0; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border-radius: 10px; }
svg {
  width: 1.4em; height: 1.4em; flex: none;
  fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round;
}
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.unseen, label {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}

.launcher {
  position: fixed; right: 20px; bottom: 20px; z-index: 2147483000;
  display: flex; align-items: center; gap: 10px; min-height: 52px; padding: 12px 20px;
  border: 1px solid transparent; border-radius: 26px;
  background: var(--accent); color: var(--on-accent); font-weight: 600; box-shadow: var(--shadow);
}
.launcher:hover { background: var(--accent-strong); }
.badge {
  min-width: 26px; padding: 2px 8px; border-radius: 13px; background: var(--surface); color: var(--text);
  font-size: 15px; line-height: 22px; text-align: center;
}

dialog {
  position: fixed; inset: auto 20px 88px auto; z-index: 2147483001;
  width: 400px; height: min(680px, 100dvh - 108px); max-width: none; max-height: none; margin: 0; padding: 0;
  border: 1px solid var(--edge); border-radius: 18px; overflow: hidden;
  background: var(--surface); color: var(--text); box-shadow: var(--shadow);
}
dialog[open] { display: flex; flex-direction: column; animation: rise 160ms ease-out; }
dialog:modal {
  inset: var(--visible-top, 0) 0 auto 0; width: 100%; height: var(--visible-height, 100dvh);
  border: 0; border-radius: 0;
}
dialog > * { flex: none; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }

.header {
  display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 10px 8px 10px 18px;
  border-bottom: 1px solid var(--edge);
}
h2 { font-size: 18px; line-height: 1.3; }
h2:focus-visible { outline-offset: 0; border-radius: 4px; }
.header p { min-height: 1.4em; margin-top: 4px; font-size: 14px; line-height: 1.4; color: var(--soft); }
.close {
  display: grid; place-items: center; width: 44px; height: 44px; border: 0; background: none;
  color: var(--soft);
}
.close:hover { background: var(--raised); color: var(--text); }

.person {
  display: flex; align-items: center; gap: 10px; min-height: 46px; padding: 6px 18px; border: 0;
  border-radius: 0;
  border-bottom: 1px solid var(--edge); background: var(--raised); color: var(--accent); font-size: 15px;
  text-align: start;
}
.person strong { text-decoration: underline; text-underline-offset: 3px; }
.person:focus-visible { outline-offset: -4px; }
.replies button, .state button, .question button {
  min-height: 44px; padding: 8px 14px; border: 1.5px solid var(--accent);
  background: var(--surface); color: var(--accent); font-weight: 600;
}
.person:hover, .replies button:hover, .state button:hover, .question button:hover, .below:hover {
  background: var(--accent); color: var(--on-accent);
}

.log {
  position: relative; flex: 1 1 auto; min-height: 60px; padding: 16px 18px; overflow-y: auto;
  overscroll-behavior: contain;
  display: flex; flex-direction: column; gap: 14px;
}
.log:focus-visible { outline-offset: -3px; }
.day { align-self: center; font-size: 13px; color: var(--soft); }
.day::first-letter { text-transform: uppercase; }
.line { flex: none; max-width: 88%; align-self: flex-start; }
.line.debtor { align-self: flex-end; }
.line.same { margin-top: -8px; }
.line:has(.replies, .file) + .line.same { margin-top: 0; }
.who {
  display: flex; align-items: center; gap: 6px; margin-bottom: 4px; font-size: 13px; line-height: 1.4;
  color: var(--soft);
}
.who span { font-weight: 600; }
.debtor .who { justify-content: flex-end; }
.agent .who span, .agent .who svg { color: var(--agent-text); }
.same .who { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.text {
  width: fit-content; padding: 10px 14px; border: 1px solid transparent; border-radius: 4px 16px 16px 16px;
  background: var(--bot); white-space: pre-wrap; overflow-wrap: anywhere;
}
.debtor .text {
  margin-inline-start: auto; border-radius: 16px 4px 16px 16px; background: var(--accent);
  color: var(--on-accent);
}
.agent .text {
  border-inline-start: 4px solid var(--agent-edge); border-end-start-radius: 4px; background: var(--agent);
}
a { color: inherit; text-decoration: underline; text-underline-offset: 2px; }
.file {
  display: flex; align-items: center; gap: 8px; width: fit-content; min-height: 44px; margin-top: 8px;
  padding: 8px 14px;
  border: 1.5px solid var(--control); border-radius: 10px; color: var(--accent); font-weight: 600;
  overflow-wrap: anywhere;
}
.replies { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.replies button { min-width: 44px; text-align: start; }
.state { margin-top: 4px; font-size: 13px; color: var(--soft); text-align: end; }
.state.sending { animation: appear 1ms 1500ms both; }
.state.failed { color: var(--problem); font-size: 14px; }
.state button { display: block; margin: 6px 0 0 auto; }
@keyframes appear { from { opacity: 0; } }
.below {
  position: relative; bottom: 8px; align-self: flex-end; display: grid; place-items: center; width: 44px;
  height: 44px;
  margin: -44px 14px 0 0; border: 1.5px solid var(--accent); border-radius: 50%;
  background: var(--surface); color: var(--accent); box-shadow: var(--shadow);
}
.below span:empty { display: none; }
.below.from-person {
  display: flex; align-items: center; gap: 8px; width: auto; padding: 0 16px; border-radius: 22px;
  border-color: var(--agent-edge); background: var(--agent); color: var(--agent-text); font-weight: 600;
}

.typing:not(:empty), .offline:not(:empty) { padding: 6px 18px; font-size: 14px; color: var(--soft); }
.offline:not(:empty) {
  background: var(--agent); color: var(--agent-text); border-top: 1px solid var(--edge);
}

form { padding: 10px 12px 4px; border-top: 1px solid var(--edge); }
.writing { display: flex; align-items: flex-end; gap: 8px; }
textarea {
  flex: 1; min-width: 0; min-height: 46px; max-height: 140px; padding: 10px 12px; resize: none;
  field-sizing: content;
  border: 1.5px solid var(--control); border-radius: 12px; background: var(--surface); line-height: 1.45;
}
::placeholder { color: var(--soft); opacity: 1; }
.send {
  display: flex; align-items: center; gap: 6px; min-height: 46px; padding: 8px 14px;
  border: 1px solid transparent;
  background: var(--accent); color: var(--on-accent); font-weight: 600;
}
.send:hover { background: var(--accent-strong); }
.hint { margin: 4px 4px 0; font-size: 13px; color: var(--soft); }
.problem:not(:empty) { margin: 6px 4px 0; font-size: 14px; color: var(--problem); }
.footer { padding: 0 12px 8px; font-size: 13px; }
.quiet {
  padding: 4px; border: 0; background: none; color: var(--soft); text-decoration: underline;
  min-height: 32px;
}
.question { display: flex; flex-wrap: wrap; gap: 8px; }
.question p { flex: 1 1 100%; }

dialog:modal .hint { display: none; }
@media (max-width: 480px), (max-height: 480px) {
  .launcher { right: 14px; bottom: 14px; }
  .person { font-size: 14px; }
  .line { max-width: 94%; }
}
@media (prefers-reduced-motion: reduce) {
  dialog[open] { animation: none; }
}
@media (forced-colors: active) {
  .text, .badge { border: 1px solid CanvasText; }
}
`;
