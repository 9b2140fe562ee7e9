"""Tokens as they are written: over the breaks of wrapped lines, and in titles without marks."""

from collections.abc import Iterable

from diffing.keys import key_of
from diffing.tokens import Token, tokens_of


def written_tokens(text: str) -> list[Token]:
    """The tokens of a text of one or several lines; a break may stand inside a token."""
    if "\n" not in text or not text.strip("\n"):
        return tokens_of(text)
    tokens: list[Token] = []
    at = 0
    for token in tokens_of(text.replace("\n", "")):
        end = at
        for char in token.text:
            while text[end] == "\n":
                end += 1
            assert text[end] == char
            end += 1
        while end < len(text) and text[end] == "\n":
            end += 1
        tokens.append(Token(text[at:end], token.kind))
        at = end
    return tokens


def opened(tokens: list[Token], other: list[Token]) -> list[Token]:
    """Titles whose words the other text has without title marks, as the words they are."""
    titles = {token.text for token in tokens if token.kind == "title"}
    titles.difference_update([token.text for token in other])
    if not titles:
        return tokens
    bare = key_of(text_of(token for token in other if token.kind != "title").replace("\n", ""))
    titles = {title for title in titles if _words_of(title) in bare}
    found: list[Token] = []
    for token in tokens:
        if token.text not in titles:
            found.append(token)
            continue
        start, end = token.text.index("《") + 1, token.text.rindex("》")
        found.append(Token(token.text[:start], "plain"))
        found += written_tokens(token.text[start:end])
        found.append(Token(token.text[end:], "plain"))
    return found


def _words_of(title: str) -> str:
    return key_of(title.replace("\n", "").strip()[1:-1])


def unbroken(token: Token) -> Token:
    """The token without the line ends in it."""
    return Token(token.text.replace("\n", ""), token.kind) if "\n" in token.text else token


def text_of(tokens: Iterable[Token]) -> str:
    """The text that tokens spell."""
    return "".join([token.text for token in tokens])
