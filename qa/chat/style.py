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
}

CSS = """
.gradio-container { max-width: 1440px !important; margin: 0 auto; }
#cw-head h1 { font-size: 1.5rem; margin: 0; letter-spacing: -0.01em; }
#cw-head p { margin: 0.15rem 0 0; color: var(--cw-quiet); }
:root { --cw-quiet: #525866; }
.dark { --cw-quiet: #b6bcc8; }
#cw-conversation .message-content { white-space: pre-wrap; overflow-wrap: anywhere; }
#cw-places label { width: 100%; }
#cw-places label span { overflow-wrap: anywhere; white-space: normal; }
#cw-viewer {
  height: 66vh; overflow-y: auto !important; padding: 1.1rem 1.3rem; border-radius: var(--radius-lg);
  border: 1px solid var(--border-color-primary); background: var(--background-fill-primary);
}
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
  #cw-viewer { height: auto; max-height: 70vh; }
}
"""

SCROLL = """() => setTimeout(() => {
  const quote = document.getElementById("cw-quote");
  const viewer = document.getElementById("cw-viewer");
  if (!viewer) return;
  if (!quote) { viewer.scrollTop = 0; return; }
  const place = quote.getBoundingClientRect().top - viewer.getBoundingClientRect().top;
  viewer.scrollTop += place - viewer.clientHeight / 3;
}, 60)"""
