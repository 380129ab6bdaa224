"""The page's colours and layout."""

from __future__ import annotations

FONTS = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Noto Sans", "sans-serif")
MONOSPACE = ("ui-monospace", "Menlo", "Consolas", "monospace")

# Primary colours dark enough for white text at the AA ratio of 4.5 : 1.
COLOURS = {
    "button_primary_background_fill": "*primary_700",
    "button_primary_background_fill_hover": "*primary_800",
    "button_primary_background_fill_dark": "*primary_700",
    "checkbox_label_background_fill_selected": "*primary_700",
    "checkbox_label_background_fill_selected_dark": "*primary_700",
    "block_label_text_color": "*primary_800",
    "block_title_text_color": "*primary_800",
    "input_placeholder_color": "*neutral_500",
    "color_accent": "*primary_700",
    "color_accent_soft": "*primary_50",
}

CSS = """
.gradio-container { max-width: 1440px !important; margin: 0 auto; }
#cw-head h1 { font-size: 1.5rem; margin: 0; letter-spacing: -0.01em; }
#cw-head p { margin: 0.15rem 0 0; color: var(--cw-quiet); }
:root { --cw-quiet: #525866; --cw-link: #1d4ed8; --cw-tint: #e8eefc; }
.dark { --cw-quiet: #b6bcc8; --cw-link: #a8c1ff; --cw-tint: #26324d; }
#cw-conversation, #cw-viewer, #cw-passages {
  overflow-y: auto !important; padding: 1.1rem 1.3rem; border-radius: var(--radius-lg);
  border: 1px solid var(--border-color-primary); background: var(--background-fill-primary);
}
#cw-conversation { height: 58vh; }
#cw-viewer, #cw-passages { height: 62vh; }
.cw-turn { margin: 0 0 1.4rem; overflow-wrap: anywhere; line-height: 1.55; }
.cw-asked {
  width: fit-content; max-width: 85%; margin: 0 0 0.7rem auto; padding: 0.45rem 0.8rem; white-space: pre-wrap;
  border-radius: 0.9rem 0.9rem 0.2rem 0.9rem; background: var(--cw-tint);
}
.cw-short { font-size: 1.25rem; font-weight: 650; margin: 0 0 0.5rem; }
.cw-said { position: relative; margin: 0 0 0.55rem; }
.cw-said > span:first-child { white-space: pre-wrap; }
.cw-support, .cw-foot { color: var(--cw-quiet); font-size: 0.86rem; }
.cw-foot { margin: 0.6rem 0 0.3rem; }
.cw-note { border-left: 3px solid var(--cw-quiet); padding-left: 0.7rem; font-size: 0.86rem; }
.cw-error { border-left: 3px solid #b3261e; padding-left: 0.7rem; }
#cw-columns button[data-turn] {
  font: inherit; color: var(--cw-link); background: none; border: 0; box-shadow: none; cursor: pointer;
  text-align: start;
}
#cw-columns button.cw-chip {
  min-width: 1.6em; padding: 0 0.4em; margin: 0 0.1em; font-size: 0.8em; font-weight: 650;
  text-align: center; border-radius: 0.8em; background: var(--cw-tint); vertical-align: 0.15em;
  line-height: 1.7;
}
#cw-columns button[data-turn]:hover { text-decoration: underline; }
#cw-columns button[data-turn]:focus-visible { outline: 2px solid var(--cw-link); outline-offset: 1px; }
.cw-hover {
  display: none; position: absolute; z-index: 20; top: 100%; left: 0; max-width: 100%; padding: 0.6rem 0.8rem;
  border-radius: 0.5rem; text-align: start; font-size: 0.9rem;
  font-weight: 400; line-height: 1.45; white-space: normal; color: var(--body-text-color);
  background: var(--background-fill-primary); border: 1px solid var(--border-color-primary);
  box-shadow: 0 6px 24px rgb(0 0 0 / 18%); max-height: 14em; overflow: hidden; pointer-events: none;
}
.cw-chip:hover .cw-hover, .cw-chip:focus-visible .cw-hover { display: block; }
#cw-drop .or { color: var(--cw-quiet); }
#cw-tabs button[role=tab][aria-selected=true] { color: var(--cw-link); }
.cw-table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
.cw-table th, .cw-table td { text-align: start; padding: 0.25rem 0.5rem; overflow-wrap: anywhere; }
.cw-table tr + tr, .cw-table tbody tr { border-top: 1px solid var(--border-color-primary); }
#cw-own-told ul { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
.cw-sides { display: flex; flex-wrap: wrap; gap: 0.6rem; list-style: none; margin: 0 0 0.8rem; padding: 0; }
.cw-sides li {
  position: relative; flex: 1 1 8rem; margin: 0; padding: 0.4rem 0.7rem; border-radius: 0.5rem;
  border: 1px solid var(--border-color-primary);
}
.cw-places, .cw-passages { list-style: none; margin: 0; padding: 0; }
.cw-places li { margin: 0 0 0.2rem; }
.cw-place { width: 100%; padding: 0.1rem 0 !important; }
.cw-passage { padding: 0 0 1rem; margin: 0 0 1rem; border-bottom: 1px solid var(--border-color-primary); }
.cw-bars { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.3rem 0; color: var(--cw-quiet); }
.cw-part { display: inline-flex; align-items: center; gap: 0.4rem; font-size: 0.8rem; }
.cw-part meter { width: 5rem; height: 0.6rem; }
.cw-timeline { display: flex; align-items: flex-end; gap: 2px; height: 4rem; }
#cw-columns button.cw-month {
  flex: 1 1 0; min-width: 3px; height: 100%; display: flex; align-items: flex-end; padding: 0; border: 0;
  background: none; box-shadow: none; cursor: pointer;
}
.cw-month span {
  width: 100%; min-height: 2px; background: var(--cw-link); opacity: 0.7; border-radius: 2px 2px 0 0;
}
.cw-month:hover span, .cw-month:focus-visible span { opacity: 1; }
.cw-ends { display: flex; justify-content: space-between; }
.cw-steps {
  display: flex; align-items: center; gap: 0.6rem; margin: -1.1rem -1.3rem 0.6rem; padding: 0.3rem 1.3rem;
  position: sticky; top: -1.1rem; color: var(--cw-quiet); background: var(--background-fill-primary);
}
.cw-steps button { font-size: 1.3rem !important; padding: 0 0.5rem !important; }
.cw-article h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.3rem; }
.cw-about, .cw-empty { color: var(--cw-quiet); margin: 0 0 0.9rem; }
.cw-about a { color: inherit; text-decoration: underline; }
.cw-text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.6; }
.cw-text mark {
  background: #ffe08a; color: #1d1a10; padding: 0.1em 0.15em; border-radius: 0.2em;
  box-decoration-break: clone; -webkit-box-decoration-break: clone;
}
.cw-folded { display: inline-block; vertical-align: top; color: var(--cw-quiet); font-size: 0.9em; }
.cw-folded summary { cursor: pointer; font-style: italic; }
.dark .cw-text mark { background: #6b4e00; color: #fff6dc; }
@media (max-width: 780px) {
  #cw-columns { flex-direction: column; }
  #cw-columns > * { min-width: 0 !important; width: 100%; flex: none !important; }
  #cw-conversation, #cw-viewer, #cw-passages { height: auto; max-height: 70vh; }
}
"""

OPEN = """element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-turn]");
  if (!button) return;
  const { turn, part, number } = button.dataset;
  const open = () => {
    window.cwOpening = Date.now();
    window.cwNext = null;
    trigger("select", { turn: Number(turn), part: part, number: Number(number) });
  };
  if (Date.now() - (window.cwOpening || 0) > 5000) open();
  else window.cwNext = open;
});"""
"""A click on a button of `qa.chat.conversation.button` tells the server which place to open. Of clicks made
while one is answered the last waits until it is: answers to several at once come in any order, and what comes
last stays. No click waits longer than five seconds for an answer that was lost."""

PERIOD = """element.addEventListener("click", (event) => {
  const bar = event.target.closest("button[data-period]");
  if (bar) trigger("select", { period: bar.dataset.period });
});"""
"""A click on a bar of `qa.chat.filters.timeline_html` tells the server which period it stands for."""

SCROLL = """() => setTimeout(() => {
  const quote = document.getElementById("cw-quote");
  const viewer = document.getElementById("cw-viewer");
  if (!viewer) return;
  if (!quote) { viewer.scrollTop = 0; return; }
  const place = quote.getBoundingClientRect().top - viewer.getBoundingClientRect().top;
  viewer.scrollTop += place - viewer.clientHeight / 3;
}, 60)"""

OPENED = """() => {
  window.cwOpening = 0;
  if (window.cwNext) window.cwNext();
}"""
"""What was clicked is answered: the click that waits for it has its turn."""
