"""Documents that try to become markup, script or a link in every place a document has words."""

from __future__ import annotations

SCRIPT = "<script>alert(1)</script>"
LONG_WORD = "Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz" * 3
BREAKOUT = "\"'><img src=x onerror=alert(1)>"

_GENERIC = f"""---
title: '"><script>alert("title")</script>'
language: '"><script>'
knowledge type: "<b onmouseover=alert(1)>Brief</b>"
topics: ["<svg onload=alert(1)>", "' onfocus='alert(1)", "javascript:alert(1)", "{{{{ 7 * 7 }}}}"]
country: "</title><script>alert(1)</script>"
published: "2015"
url: "javascript:alert(document.domain)"
abstract: "{SCRIPT}"
---
## </h2>&lt;script>alert(1)&lt;/script>

Before \\<script>alert("body")\\</script> after, &lt;img src=x onerror=alert(2)&gt; and {{{{ config }}}} end.

- \\<iframe src="javascript:alert(3)">
- [a link](javascript:alert(4))

| \\<td onclick=alert(5)> | two |
|---|---|
| \\</table>\\<script> | "four" |
"""

_PLAIN = f"""{SCRIPT} A PLAIN TITLE

A plain text holds {SCRIPT} and {BREAKOUT} as words; a plain reader must read them. Quotes " and ' too.

javascript:alert(1) data:text/html,{SCRIPT} vbscript:msgbox(1)
"""

_PAGE = """<!doctype html><html lang="en"><head><title>&lt;script&gt;alert(1)&lt;/script&gt; page</title>
<meta name="url" content="JaVaScRiPt:alert(1)"></head><body><main>
<h1>&lt;script&gt;alert(1)&lt;/script&gt; page</h1><script>alert("real script")</script>
<p onclick="alert(1)">A paragraph with &lt;b&gt;escaped markup&lt;/b&gt; and &amp;lt;double&amp;gt; escapes.</p>
<p><a href="javascript:alert(1)">press me</a></p></main></body></html>
"""

_PROFILE = """## City Innovation Snapshot &lt;SCRIPT>ALERT(1)&lt;/SCRIPT>, Kenya

## Overview

- Mayor: ">&lt;script>alert("mayor")&lt;/script>
- Term: 2018-2022
- Population size: 1.2 million (2019)
- Innovation / open data website: javascript:alert("website")

## What is the organisational structure?

As an independent department, &lt;script>alert(1)&lt;/script>, made up of 12 staff, is in charge.
"""

_LONG = f"""---
title: {LONG_WORD}
topics: [{LONG_WORD}]
knowledge type: {LONG_WORD}
url: https://example.org/{LONG_WORD}
---
## {LONG_WORD}

One word without end: {LONG_WORD}{LONG_WORD}.

- {LONG_WORD}

| {LONG_WORD} | {LONG_WORD} |
|---|---|
| {LONG_WORD} | {LONG_WORD} |
"""

HOSTILE_FILES = {
    "generic.md": _GENERIC,
    "<img src=x onerror=alert(1)>.txt": _PLAIN,
    "quotes\"'&lt;.html": _PAGE,
    "profile.md": _PROFILE,
    "link.md": "---\ntitle: Data link\nurl: data:text/html,<script>alert(1)</script>\n---\nA document about <b>links</b>.\n",
    f"{LONG_WORD}.md": _LONG,
}
