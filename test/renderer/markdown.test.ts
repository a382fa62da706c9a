import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { describe, expect, test } from 'vitest';
import { Markdown, opensOutside } from '../../renderer/components/markdown.tsx';
import { createI18n } from '../../renderer/i18n/i18n.ts';
import { AppContext } from '../../renderer/state/use-app.ts';
import { createFakeApp } from './fake-app.ts';
import { createFakeService } from './fake-service.ts';

const app = createFakeApp(createFakeService());
const i18n = createI18n('en');
const html = (text: string) =>
  renderToStaticMarkup(
    createElement(
      I18nextProvider,
      { i18n },
      createElement(AppContext, { value: app }, createElement(Markdown, { text })),
    ),
  );

describe('text that a model or a document wrote', () => {
  test('is shown as headings, lists, tables and formulas', () => {
    expect(html('# A\n\n- one\n- two')).toMatch(/<h1>A<\/h1>[\s\S]*<li>one<\/li>/);
    expect(html('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<td>1</td>');
    expect(html('so $x^2$ it is')).toContain('class="katex"');
  });

  test('brings no HTML of its own into the page', () => {
    for (const text of [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      'a <iframe src="https://x.test"></iframe>',
      '<style>*{}</style>',
    ]) {
      expect(html(text)).not.toMatch(/<(script|img|iframe|style)/i);
    }
  });

  test('never loads a picture', () => {
    const shown = html('![a fish](https://x.test/fish.png) ![](data:image/png;base64,AAAA)');
    expect(shown).not.toMatch(/<img|x\.test|src=/);
    expect(shown).toContain('a fish');
  });

  test('has links that only ask, and only to the web or a mailbox', () => {
    const shown = html(
      '[good](https://x.test/page) [bad](javascript:alert(1)) [odd](JaVaScRiPt:alert(1)) [file](file:///etc/passwd) [app](stockpot://app/)',
    );
    expect(shown).not.toMatch(/<a |href=|javascript:|file:|stockpot:/i);
    expect(shown.match(/<button/g)).toHaveLength(1);
    expect(shown).toContain('bad');
  });

  test('has formulas that can’t link, embed or swell', () => {
    const shown = html(
      '$\\href{javascript:alert(1)}{x}$ $\\includegraphics{https://x.test/a.png}$ $\\rule{1000em}{1000em}$',
    );
    expect(shown).not.toMatch(/href="javascript|<img|width:1000em/);
  });

  test('is told apart by the scheme alone', () => {
    expect(['https://a.test', 'http://a.test'].every(opensOutside)).toBe(true);
    expect(
      ['javascript:1', 'mailto:a@b.test', 'data:text/html,x', 'file:///x', '/manuals', '#x', ' javascript:1', ''].some(
        opensOutside,
      ),
    ).toBe(false);
  });
});
