"""The web chat: the only place that knows Gradio."""

from qa.chat.history import History, open_history
from qa.chat.page import build_page
from qa.chat.serve import serve

__all__ = ["History", "build_page", "open_history", "serve"]
