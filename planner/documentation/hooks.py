"""Pages of the site that are not written by hand, as MkDocs asks for them.

The reference is made from the code, the model and the other documents are those of the
repository, and the notebook is run.
"""

from __future__ import annotations

import os
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import planner  # noqa: E402 - found from the checkout, wherever the site is built
from planner.documentation.reference import PAGES  # noqa: E402
from planner.inputs.pathways import load_pathway  # noqa: E402
from planner.reports.diagram.svg import svg_of  # noqa: E402

DOCUMENTS = {
    "background/model.md": "planner/MODEL.md",
    "background/calibration.md": "planner/CALIBRATION.md",
    "background/decisions.md": "planner/DECISIONS.md",
    "background/sources.md": "planner/data/SOURCES.md",
    "background/changelog.md": "CHANGELOG.md",
    "background/contributing.md": ".github/CONTRIBUTING.md",
    "reference/scenario-files.md": "scenarios/README.md",
    "reference/cases.md": "scenarios/verification/README.md",
}
"""Documents of the repository, by their place in the site."""
NOTEBOOK = "tutorial/first-session"
PICTURE = "assets/pathway.svg"
MODEL = "background/model.md"
FLOW = f"![The standard pathway, from the fracture to the last review](../{PICTURE})"
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#:]+)(#[^)]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of the site, with those that are made."""
    for place, make in PAGES.items():
        files.append(File.generated(config, place, content=make()))
    for place, source in DOCUMENTS.items():
        text = with_links((ROOT / source).read_text("utf-8"), source, place)
        if place == MODEL:
            text = text.replace("\n## ", f"\n{FLOW}\n\n## ", 1)
        files.append(File.generated(config, place, content=text))
    picture = svg_of(load_pathway("standard"))
    files.append(File.generated(config, PICTURE, content=picture))
    for place, content in notebook():
        files.append(File.generated(config, place, content=content))
    return files


def with_links(text: str, source: str, place: str) -> str:
    """The text of a document, its links to other documents led to their pages."""
    pages = {path: page for page, path in DOCUMENTS.items()}

    def lead(found: re.Match[str]) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if path not in pages:
            return words
        page = posixpath.relpath(pages[path], posixpath.dirname(place))
        return f"[{words}]({page}{anchor})"

    return _LINK.sub(lead, text)


def notebook() -> Iterator[tuple[str, str | bytes]]:
    """The first session: its page with what each cell gave, its pictures, itself."""
    session = nbformat.read(HERE / "first-session.ipynb", as_version=4)
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc")
    client = NotebookClient(session, km=kernel, timeout=600)
    client.execute(cwd=str(ROOT), env={**os.environ, "PYTHONPATH": str(ROOT)})
    page, beside = MarkdownExporter().from_notebook_node(session)
    yield f"{NOTEBOOK}.md", page
    yield f"{NOTEBOOK}.ipynb", nbformat.writes(session)
    for name, picture in beside["outputs"].items():
        yield posixpath.join(posixpath.dirname(NOTEBOOK), name), picture


def on_post_build(config: MkDocsConfig) -> None:
    """Take away the page of servers for missing addresses: a folder has no server."""
    (Path(config.site_dir) / "404.html").unlink(missing_ok=True)


def on_page_markdown(markdown: str, **_given: object) -> str:
    """The text of a page, with the version of the planner where it is asked for."""
    return markdown.replace("{version}", planner.__version__)
