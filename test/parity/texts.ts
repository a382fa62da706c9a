import { readFileSync } from 'node:fs';

/** Texts whose tokens are compared: what a manual, a program and a person write. */
export const texts: Readonly<Record<string, string>> = {
  manual: readFileSync(new URL('../../resources/suites/game-manual.txt', import.meta.url), 'utf8').slice(0, 20_000),
  plain: 'The pump must not run dry. Close valve B-12 first, then open the drain.',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a program's own template
  code: 'function f(x) {\n\tif (x >= 0x1F && !done) { return `${x}\\n`; }\n  // comment\n}\n\n\nclass A:\n    def b(self):\n        return {"k": [1, 2.5e-3]}\n',
  numbers: '1 12 123 1234 12345 3.14159 1,000,000 −40 °C 2026-11-25 10:30 50% $9.99 №7',
  spaces: ' leading, two  spaces,   three, tab\tend \n newline\r\nCRLF \u00a0no-break\u2003em ',
  contractions: "don't I'll we've they'd she's I'm you're DON'T I'LL it’s",
  emoji: 'Done 👍🏽 — family 👨‍👩‍👧‍👦, flag 🇨🇭, heart ❤️, keycap 1️⃣',
  european: 'Größe, naïve, façade, Œuvre, žluťoučký kůň, Ελληνικά, Русский текст, Türkçe İıŞş',
  eastern: '日本語のマニュアル。中文说明书，第１２页。한국어 설명서 ไทย हिन्दी नमस्ते العربية עברית',
  symbols: '≤ ≥ ± × ÷ µ Ω → ⇒ § ¶ † • … “quoted” ‘single’ «guillemets» ½ ² ³ ﬁ ligature',
  combining: 'e\u0301 versus é; a\u0308\u0323; Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  controls: 'null\u0000byte bell\u0007 zero\u200bwidth \ufeffmark \ufffd replacement',
  markup: '<p class="a">x &amp; y</p> [link](http://example.com/a?b=c#d) **bold** `code` | a | b |',
  empty: '',
};
