"""Markdown of the seeds as safe HTML: no raw HTML, no images, links only to the glossary and the open web."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

DIRECTIVE = re.compile(r"\{\{\s*(claims|note)\s+([^{}]*?)\s*\}\}")
DIRECTIVES = re.compile(rf"(?:{DIRECTIVE.pattern}\s*)+")
TAG = re.compile(r"<(?:[A-Za-z/!?])")
GLOSSARY = "glossary:"
CLOSING = re.compile(r"[.,;:!?)\]’”]+")
KNOWN = {"paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote"}


def _safe(html: str) -> SafeString:
    """Only for what the renderer below made: with HTML off it escapes all that is not its own markup."""
    return mark_safe(html)  # noqa: S308


NOTHING = _safe("")


@dataclass(slots=True)
class Findings:
    """What a text mentions and what is wrong in it, as (line within the text, why)."""

    terms: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a section: HTML, or claim cards by key, or one fixed safety text by name."""

    html: SafeString = NOTHING
    claims: tuple[str, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; the first one may have none."""

    heading: SafeString
    slug: str
    blocks: tuple[Block, ...]


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
    # Every address becomes a link here, so that a refused one is a fault with a line and not silently plain text.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    markdown.add_render_rule("term", lambda self, tokens, idx, options, env: _term(tokens[idx]))
    return markdown


def _term(token: Token) -> SafeString:
    """A button that opens the word's popover; where popovers are unknown, they stand at the end of the page."""
    term = format_html(
        '<button class="term" type="button" popovertarget="g-{}">{}</button>', token.meta["key"], token.content
    )
    return format_html('<span class="tied">{}{}</span>', term, token.markup) if token.markup else term


MARKDOWN = _markdown()


def inline(text: str, words: Collection[str], findings: Findings, line: int = 0) -> SafeString:
    """One line of prose, such as a claim's sentence."""
    tokens = MARKDOWN.parseInline(text)
    for token in tokens:
        _check_inline(token, words, findings, line)
    return _safe(_html(tokens))


def passage(text: str, words: Collection[str], findings: Findings, line: int = 0) -> SafeString:
    """A few paragraphs without sections, such as a safety text."""
    found = sections(text, words, findings, line)
    return _safe("".join(block.html for section in found for block in section.blocks))


def sections(text: str, words: Collection[str], findings: Findings, above: int = 0) -> tuple[Section, ...]:
    """The text cut at its second-level headings. `above` is how many lines of the file precede it."""
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        _check_block(token, words, findings, above)
    found: list[Section] = []
    heading, blocks = NOTHING, list[Block]()
    for part in _parts(tokens):
        if part[0].type != "heading_open" or part[0].tag != "h2":
            blocks += _blocks(part, above)
            continue
        if heading or blocks:
            found.append(_section(heading, blocks))
        heading, blocks = _safe(_html(part[1:2])), []
    if heading or blocks:
        found.append(_section(heading, blocks))
    return tuple(found)


def _section(heading: SafeString, blocks: list[Block]) -> Section:
    slug = slugify(re.sub(r"<[^>]*>|&\w+;", "", heading), allow_unicode=True)
    return Section(heading, slug, tuple(_joined(blocks)))


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Neighbouring stretches of HTML as one."""
    html = ""
    for block in blocks:
        if block.html:
            html += block.html
            continue
        if html:
            yield Block(_safe(html))
            html = ""
        yield block
    if html:
        yield Block(_safe(html))


def _parts(tokens: list[Token]) -> Iterator[list[Token]]:
    """The top-level elements, each as its run of tokens."""
    part: list[Token] = []
    for token in tokens:
        part.append(token)
        if token.level == 0 and token.nesting != 1:
            yield part
            part = []


def _blocks(part: list[Token], above: int) -> Iterator[Block]:
    """What one top-level element becomes: cards and notes where it holds directives only, HTML otherwise."""
    content = part[1].content if len(part) == 3 and part[0].type == "paragraph_open" else ""
    if not DIRECTIVES.fullmatch(content):
        yield Block(_safe(_html(part)))
        return
    line = _line(part[0], above)
    for name, operands in DIRECTIVE.findall(content):
        if name == "note":
            yield Block(note=operands, line=line)
        else:
            yield Block(claims=tuple(operands.split()), line=line)


def _html(tokens: list[Token]) -> str:
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


def _line(token: Token, above: int) -> int:
    return above + (token.map[0] if token.map else 0) + 1


def _check_block(token: Token, words: Collection[str], findings: Findings, above: int) -> None:
    name = token.type.removesuffix("_open").removesuffix("_close")
    line = _line(token, above)
    if token.type == "heading_open" and token.tag not in {"h2", "h3"}:
        findings.faults.append((line, f"headings are ## or ###, not {token.markup}"))
    elif token.type == "inline":
        _check_inline(token, words, findings, line)
        if "{{" in token.content and not DIRECTIVES.fullmatch(token.content):
            findings.faults.append((line, "{{ … }} must name claims or a note and stand alone between blank lines"))
    elif name not in KNOWN:
        findings.faults.append((line, f"{name.replace('_', ' ')} is not part of these texts"))


def _check_inline(token: Token, words: Collection[str], findings: Findings, line: int) -> None:
    """Look through one run of text; links to the glossary become terms in place."""
    children, kept = token.children or [], list[Token]()
    for place, child in enumerate(children):
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "text" and TAG.search(child.content):
            findings.faults.append((line, "raw HTML is not allowed"))
        elif child.type == "link_open":
            if place and children[place - 1].type == "text" and children[place - 1].content.endswith("!"):
                findings.faults.append((line, "images are not allowed"))
            _check_link(child, words, findings, line)
    while children:
        kept.append(_term_of(children) or children.pop(0))
    token.children = kept


def _check_link(token: Token, words: Collection[str], findings: Findings, line: int) -> None:
    address = str(token.attrs.get("href", ""))
    key = address.removeprefix(GLOSSARY)
    if address.startswith(GLOSSARY):
        findings.terms.append(key)
        if key not in words:
            findings.faults.append((line, f"the glossary has no {key!r}"))
        return
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        findings.faults.append((line, f"a link may lead to the glossary or to http(s), not to {address!r}"))
        token.attrSet("href", "")
    elif parts.netloc.endswith("doi.org"):
        findings.faults.append((line, "a DOI belongs to the sources, as text"))
    token.attrSet("rel", "noreferrer")


def _term_of(children: list[Token]) -> Token | None:
    """Take a whole glossary link off the front, as one term; nothing if none stands there."""
    first = children[0]
    if first.type != "link_open" or not str(first.attrs.get("href", "")).startswith(GLOSSARY):
        return None
    end = next(place for place, child in enumerate(children) if child.type == "link_close")
    label = "".join(child.content or " " * (child.type == "softbreak") for child in children[1:end])
    del children[: end + 1]
    return Token("term", "", 0, content=label, markup=_closing(children), meta={"key": _key(first)})


def _closing(children: list[Token]) -> str:
    """Take the full stop or bracket off what follows a term: a browser would let it open the next line."""
    found = CLOSING.match(children[0].content) if children and children[0].type == "text" else None
    if not found:
        return ""
    children[0].content = children[0].content[found.end() :]
    return found[0]


def _key(token: Token) -> str:
    return str(token.attrs["href"]).removeprefix(GLOSSARY)
