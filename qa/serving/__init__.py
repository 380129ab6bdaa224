"""Serving programs and models over HTTP, without the page: no module here knows Gradio."""
