import { createElement, Fragment } from 'react';
import { expect, it } from 'vitest';
import { Markdown } from '../../../../renderer/components/markdown.tsx';
import { Citations } from '../../../../renderer/features/chats/citations.tsx';
import { Question } from '../../../../renderer/features/chats/question.tsx';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';
import { markupOf } from '../../markup.ts';
import { message } from './invented.ts';

const attacks = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<svg onload=alert(1)><style>*{display:none}</style>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>) [z](JaVaScRiPt:alert(1))',
  '![x](http://example.invalid/p.png) <img src="http://example.invalid/q.png">',
  '$\\href{javascript:alert(1)}{x}$ $\\htmlData{onclick=alert(1)}{x}$ $\\includegraphics{http://example.invalid/r.png}$',
  '```html\n<script>alert(1)</script>\n```',
  '<a href="javascript:alert(1)">x</a><form action="http://example.invalid"><input></form>',
];

it.each(attacks)('%s is text in a question, an answer and a passage', (text) => {
  const app = createFakeApp(createFakeService());
  const kept = message('q1', null, { content: text });
  const citation = { manual: 'm1', page: 1, lastPage: 1, text, rectangles: [] };
  const all = createElement(
    Fragment,
    null,
    createElement(Question, { placed: { message: kept, siblings: ['q1'] }, bot: null }),
    createElement(Markdown, { text }),
    createElement(Citations, { citations: [citation, citation], read: 1, support: 'context' }),
  );
  const markup = markupOf(app, all);
  // Every tag there is, without what stands between tags: text is escaped there.
  const tags = markup.match(/<[a-z][^>]*>/gi) ?? [];
  const names = new Set(tags.map((tag) => /<([a-z0-9-]+)/i.exec(tag)![1]!.toLowerCase()));
  for (const name of ['script', 'img', 'iframe', 'style', 'form', 'object', 'embed', 'link', 'meta', 'a']) {
    expect(names, markup).not.toContain(name);
  }
  for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son[a-z]+=|srcdoc|href|action=/i);
});
