"""How a published issue is read: a file to lines, lines to parts and items, items to facts.

``forms`` chooses the reader of the file's kind; each gives ``Piece``s in reading order with their
line or page. What follows is the same for all of them: ``layout`` tries the ways in which contents
and headings may be written (``contents``, else ``listing``) and refuses what none of them reads
whole; then ``joining``, ``blocks``, ``facts``.
"""
