"""What a page says to somebody who reads or hears it: in which language, how accessibly, how wide."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.browser.house import HEIGHTS, NARROW, PHONE, Window

AXE: Final = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
FRAME: Final = 2_000
GRAVE: Final = ("serious", "critical")

HANGUL: Final = re.compile(r"[\uac00-\ud7a3]+")
LATIN: Final = re.compile(r"[A-Za-z]{3,}")
CODE: Final = re.compile(r"[A-Z][A-Z0-9_]*")
# Names of products, keys and formats, which are the same word in every language.
WORLDWIDE: Final = frozenset(
    "maru pdf csv api url qr zip png jpg jpeg gif ctrl esc enter shift tab alt".split()  # noqa: SIM905
)
# Members in which the server speaks itself: what they hold is no data, and must be in the reader's language.
PROSE: Final = frozenset(("message", "detail", "why"))

STRINGS: Final = """() => {
  const here = document.documentElement.lang;
  const foreign = (element) => {
    const marked = element.closest("[lang]");
    return marked !== null && marked.lang !== here;
  };
  const found = new Set([document.title]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const over = node.parentElement;
      if (over.checkVisibility() && !over.closest("code, kbd, textarea") && !foreign(over))
        found.add(node.data.trim());
    } else if (node.checkVisibility() && !node.closest("[aria-hidden=true]") && !foreign(node)) {
      for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt"])
        if (node.hasAttribute(name)) found.add(node.getAttribute(name).trim());
    }
  }
  return [...found].filter(Boolean);
}"""

FOUND: Final = """async (grave) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter((one) => grave.includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
}"""

WIDER: Final = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .filter((element) => {
    for (let over = element.parentElement; over && over !== document.body; over = over.parentElement)
      if (over.id !== "content" && /auto|scroll|hidden|clip/.test(getComputedStyle(over).overflowX)) return false;
    return getComputedStyle(element).position !== "fixed";
  })
  .slice(0, 3)
  .map((element) => element.outerHTML.slice(0, 160))"""


@cache
def axe() -> str:
    assert AXE.is_file(), "axe-core is missing: npm ci in web/"
    return AXE.read_text()


def accessible(window: Window) -> None:
    """No finding of axe that would keep somebody from using the page."""
    window.page.evaluate(axe())
    grave = window.page.evaluate(FOUND, GRAVE)
    assert not grave, f"{window.page.url}: {grave}"


def fits(window: Window) -> None:
    """Nothing of the page has to be pushed sideways on a phone."""
    for width in (PHONE, NARROW):
        window.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        wider = window.page.evaluate(WIDER)
        assert not wider, f"{window.page.url} at {width} px: {wider}"


def one_language(window: Window) -> None:
    """Every word is of the reader's language, or is data that somebody typed."""
    strings, data = window.page.evaluate(STRINGS), " ".join(_data(window.heard())).casefold()
    foreign = HANGUL if window.language == "en" else LATIN
    mixed = {
        string: words
        for string in strings
        if (words := [word for word in foreign.findall(string) if not _known(word.casefold(), data)])
    }
    assert not mixed, f"{window.page.url} speaks another language than {window.language}: {mixed}"


def _known(word: str, data: str) -> bool:
    return word in WORLDWIDE or word in data


def _data(answer: Any) -> Iterator[str]:
    """What people wrote; the server's own words and its codes are none of it."""
    match answer:
        case str() if not CODE.fullmatch(answer):
            yield answer
        case list():
            for each in answer:
                yield from _data(each)
        case dict():
            for name, each in answer.items():
                if name == "name" and isinstance(each, str):  # also where it is written like a code
                    yield each
                elif name not in PROSE:
                    yield from _data(each)
