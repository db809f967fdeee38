/// <reference lib="dom" />

/**
 * Colours and measures are variables of the host page, each with a value of its own here. A constructed sheet: a policy of
 * the page against inline styles does not forbid it.
 */
const rules = `
:host {
  --accent: var(--parley-accent, #1f5eff);
  --on-accent: var(--parley-on-accent, #ffffff);
  --background: var(--parley-background, light-dark(#ffffff, #16181d));
  --surface: var(--parley-surface, light-dark(#eef0f4, #262a33));
  --text: var(--parley-text, light-dark(#16181d, #f2f4f8));
  --quiet: var(--parley-quiet, light-dark(#565d6b, #a3abba));
  --danger: var(--parley-danger, light-dark(#b3261e, #ff8a80));
  color-scheme: var(--parley-color-scheme, light dark);
  position: fixed;
  inset: var(--parley-inset, auto 20px 20px auto);
  z-index: var(--parley-z-index, 2147483000);
  font: 15px/1.45 var(--parley-font, system-ui, sans-serif);
  color: var(--text);
  text-align: start;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; box-shadow: 0 0 0 2px var(--background); }
.bubble {
  position: relative; display: grid; place-items: center; width: 56px; height: 56px; margin-inline-start: auto;
  border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: 0 2px 12px #0004;
}
.bubble svg { width: 26px; height: 26px; fill: currentColor; }
.badge {
  position: absolute; inset: -4px -4px auto auto; min-width: 22px; padding: 0 6px; border-radius: 11px;
  background: #b3261e; color: #fff; font-size: 13px; line-height: 22px; text-align: center;
}
.panel {
  display: flex; flex-direction: column; overflow: hidden; margin-block-end: 12px;
  width: min(var(--parley-width, 360px), calc(100vw - 40px));
  height: min(var(--parley-height, 520px), calc(100dvh - 120px));
  border-radius: var(--parley-radius, 14px); background: var(--background); box-shadow: 0 8px 32px #0005;
}
header { display: flex; align-items: center; gap: 8px; padding: 12px 8px 12px 16px; background: var(--accent); color: var(--on-accent); }
h2 { flex: 1; margin: 0; font-size: 16px; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.close { width: 32px; height: 32px; border: 0; border-radius: 8px; background: none; font-size: 22px; line-height: 1; }
header :focus-visible { outline-color: var(--on-accent); box-shadow: none; }
.status { margin: 0; padding: 6px 16px; background: var(--surface); color: var(--quiet); font-size: 13px; }
.status:empty { padding: 0; }
.body { flex: 1; min-height: 0; }
.log { height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 12px 16px; }
.log:focus-visible { outline-offset: -3px; box-shadow: none; }
ol { display: flex; flex-direction: column; gap: 8px; margin: 0; padding: 0; list-style: none; }
li { max-width: 85%; min-width: 0; }
.mine { align-self: flex-end; }
.theirs { align-self: flex-start; }
.name { display: block; overflow: hidden; color: var(--quiet); font-size: 12px; text-overflow: ellipsis; white-space: nowrap; }
.quiet { position: absolute; width: 1px; height: 1px; clip-path: inset(50%); }
.text {
  margin: 0; padding: 7px 12px; border-radius: 12px; background: var(--surface); overflow: hidden; contain: paint;
  overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: plaintext;
}
.mine .text { background: var(--accent); color: var(--on-accent); }
.pending .text { opacity: 0.7; }
.text a { color: inherit; }
.text.gone { font-style: italic; opacity: 0.75; }
.fate { display: block; color: var(--quiet); font-size: 12px; }
.mine .fate { text-align: end; }
.failed .fate { color: var(--danger); }
.fate button, .earlier { border: 0; padding: 4px; background: none; color: inherit; text-decoration: underline; }
.earlier { display: block; margin: 0 auto 8px; color: var(--quiet); }
.empty { color: var(--quiet); text-align: center; }
form { display: flex; align-items: flex-end; gap: 8px; padding: 12px; border-block-start: 1px solid var(--surface); }
textarea {
  flex: 1; min-width: 0; resize: none; padding: 8px 12px; border: 1px solid var(--quiet); border-radius: 10px;
  background: var(--background); font-size: 16px;
}
textarea::placeholder { color: var(--quiet); opacity: 1; }
.send { padding: 8px 14px; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); }
.send:disabled { opacity: 0.5; cursor: default; }
@media (prefers-reduced-motion: no-preference) { .bubble { transition: transform 120ms; } .bubble:hover { transform: scale(1.05); } }
@media (forced-colors: active) { .bubble, .panel, .text, .send { border: 1px solid; } }
`;

export function styleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}
