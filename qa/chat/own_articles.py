"""The part of the page where readers add files of their own and take them out again."""

from __future__ import annotations

import logging
import queue
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from corpus.errors import CitewiseError
from qa.chat.offline import gradio as gr
from qa.chat.viewer import escaped
from qa.own import OwnArticles, OwnFile

log = logging.getLogger(__name__)

_FAILED = "Something went wrong; the log has the details."
_STAGES = {
    "read": "reading",
    "split": "cutting into passages",
    "embed": "embedding",
    "swap": "nearly done",
}
_WAIT = 0.2  # seconds between two looks at how far it is


class OwnPanel(NamedTuple):
    """Its components: where files are dropped, what is told, the list, and the choice of one to remove."""

    dropped: gr.File
    told: gr.HTML
    listed: gr.HTML
    which: gr.Dropdown
    remove: gr.Button


def own_panel(*, visible: bool) -> OwnPanel:
    """The components, in the Blocks that are being built."""
    with gr.Accordion("Your articles", open=False, elem_id="cw-own", visible=visible):
        dropped = gr.File(label="Add files", file_count="multiple", height=150, elem_id="cw-drop")
        told = gr.HTML(elem_id="cw-own-told")
        listed = gr.HTML(elem_id="cw-own-list")
        with gr.Row():
            which = gr.Dropdown(label="File", choices=[], value=None)
            remove = gr.Button("Remove", size="sm", variant="secondary")
    return OwnPanel(dropped, told, listed, which, remove)


def adding(own: OwnArticles, paths: Sequence[str]) -> Iterator[str]:
    """Add the files that Gradio has put at `paths`, and delete them there; yields what to tell meanwhile,
    and at the end what came of it."""
    done: queue.SimpleQueue[str] = queue.SimpleQueue()
    final: list[str] = []

    def progress(stage: str, count: int, total: int | None) -> None:
        of = f" of {total:,}" if total else ""
        done.put(_status(f"{_STAGES.get(stage, stage)} {count:,}{of} …", count, total))

    def run() -> None:
        for path in paths:
            try:
                (added,) = own.add([Path(path)], progress)
                final.append(told_of(added))
            except CitewiseError as error:
                final.append(_line(Path(path).name, str(error), failed=True))
            except Exception:
                log.exception("a file could not be added")
                final.append(_line(Path(path).name, _FAILED, failed=True))
            finally:
                # Gradio keeps what is uploaded; removed articles are to be gone from everywhere.
                with suppress(OSError):
                    shutil.rmtree(Path(path).parent)

    yield _status("taking the files …")
    thread = threading.Thread(target=run, name="citewise-adding")
    thread.start()
    while thread.is_alive() or not done.empty():
        latest = None
        with suppress(queue.Empty):
            latest = done.get(timeout=_WAIT)
            while True:
                latest = done.get_nowait()
        if latest is not None:
            yield latest
    thread.join()
    yield f'<ul role="status">{"".join(final)}</ul>'


def told_of(added: OwnFile) -> str:
    """What came of a file, as a list item."""
    said = _count(added)
    if added.left_out:
        said += f", {added.left_out:,} left out: {'; '.join(added.reasons)}"
    return _line(added.name, said, failed=not added.articles)


def removing(own: OwnArticles, name: str | None) -> str:
    """Remove a file; what to tell of it."""
    if not name:
        return _told("Choose a file first.")
    try:
        gone = own.remove(name)
    except CitewiseError as error:
        return _told(str(error))
    except Exception:
        log.exception("a file could not be removed")
        return _told(_FAILED)
    return _told(f"Removed {gone.name}, with {_count(gone)}.")


def own_list(own: OwnArticles) -> tuple[str, list[str]]:
    """The files that were added, the latest first, as a table, and their names to choose from."""
    try:
        files = own.files()
    except CitewiseError as error:
        return _told(str(error)), []
    rows = "".join(
        f'<tr><td dir="auto">{escaped(one.name)}</td><td>{len(one.articles):,}</td>'
        f"<td>{escaped(one.added[:10])}</td></tr>"
        for one in files
    )
    head = "<thead><tr><th>File</th><th>Articles</th><th>Added</th></tr></thead>"
    table = f'<table class="cw-table">{head}<tbody>{rows}</tbody></table>' if rows else ""
    return table, [one.name for one in files]


def _count(file: OwnFile) -> str:
    count = len(file.articles)
    return f"{count:,} article{'' if count == 1 else 's'}"


def _status(said: str, count: int = 0, total: int | None = None) -> str:
    bar = f'<progress value="{count}" max="{total}"></progress>' if total else "<progress></progress>"
    return f'<p role="status">{bar} {escaped(said)}</p>'


def _line(name: str, said: str, *, failed: bool = False) -> str:
    kind = ' class="cw-error"' if failed else ""
    return f'<li{kind}><b dir="auto">{escaped(name)}</b>: {escaped(said)}</li>'


def _told(said: str) -> str:
    return f'<p role="status" dir="auto">{escaped(said[:1].upper() + said[1:])}</p>'
