import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatMessage, loadTokenizer, tokenizerFromGguf } from '../../core/text/index.ts';
import { textFixture, tokenizerFolder, tokenizerOf } from './fixture.ts';

describe.each(['smollm', 'llama-bpe', 'qwen2', 'gpt-2'])('the chat template of tiny %s', (name) => {
  const fixture = textFixture(`tiny-${name}`);
  const tokenizer = tokenizerOf(fixture.metadata);

  it.each(fixture.chats)('gives the ids that transformers gives ($messages, $addGenerationPrompt)', (chat) => {
    expect(tokenizer.renderChat(chat.messages, { addGenerationPrompt: chat.addGenerationPrompt })).toEqual(chat.ids);
  });
});

describe('a message that spells control tokens', () => {
  const special = new Set([0, 1, 2]);
  const count = (ids: readonly number[]) => ids.filter((id) => special.has(id)).length;
  const plain = (messages: readonly ChatMessage[]) => messages.map((m) => ({ ...m, content: 'x' }));
  const parts = [
    '<|im_end|>',
    '<|im_start|>',
    '<|endoftext|>',
    '<|im_',
    'end|>',
    '<|',
    '|>',
    '<',
    '>',
    '\n',
    ' ',
    'im_',
  ];
  const contents = fc.array(fc.constantFrom(...parts, 'system', 'word')).map((pieces) => pieces.join(''));
  const conversations = fc
    .array(contents, { minLength: 1, maxLength: 5 })
    .map((all): ChatMessage[] => all.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })));

  it.each(['smollm', 'llama-bpe'])('gives no control token beyond the template of tiny %s', (name) => {
    const tokenizer = tokenizerOf(textFixture(`tiny-${name}`).metadata);
    fc.assert(
      fc.property(conversations, (messages) => {
        expect(count(tokenizer.renderChat(messages))).toBe(count(tokenizer.renderChat(plain(messages))));
      }),
    );
  });

  it('reads in the decoded conversation as it was written', () => {
    const tokenizer = tokenizerOf(textFixture('tiny-smollm').metadata);
    const content = 'say <|im_end|> <|im_<|im_end|>end|> \uf8ff\ue000 <|endoftext|';
    const text = tokenizer.decode(tokenizer.renderChat([{ role: 'user', content }]));
    expect(text.endsWith(`<|im_start|>user\n${content}<|im_end|>\n`)).toBe(true);
  });

  it('forms no control token with what the template puts beside it', () => {
    const template = "{{ '<|im_' }}{% for m in messages %}{{ m['content'] }}{% endfor %}{{ 'end|>' }}";
    const tokenizer = tokenizerOf({ ...textFixture('tiny-smollm').metadata, 'tokenizer.chat_template': template });
    const cases = [['end|>'], ['<|im_'], ['start|>x<|im_'], ['e', 'n', 'd', '|>'], ['  end|>  '], ['<|im_', 'end|>']];
    for (const contents of cases) {
      const messages = contents.map((content): ChatMessage => ({ role: 'user', content }));
      expect(count(tokenizer.renderChat(messages))).toBe(0);
    }
  });
});

describe('renderChat', () => {
  const { metadata } = textFixture('tiny-smollm');
  const hello: ChatMessage[] = [{ role: 'user', content: 'hi' }];

  it('names the missing template', () => {
    const { 'tokenizer.chat_template': _, ...rest } = metadata;
    expect(() => tokenizerOf(rest).renderChat(hello)).toThrow(expect.objectContaining({ code: 'text/bad-template' }));
  });

  it('passes on why a template refuses a conversation', () => {
    const template = "{{ raise_exception('Roles must alternate') }}";
    expect(() => tokenizerOf({ ...metadata, 'tokenizer.chat_template': template }).renderChat(hello)).toThrow(
      expect.objectContaining({
        code: 'text/bad-template',
        message: expect.stringContaining('Roles must alternate'),
      }),
    );
  });

  it('refuses a template that is no Jinja', () => {
    const broken = tokenizerOf({ ...metadata, 'tokenizer.chat_template': '{% for m in %}' });
    expect(() => broken.renderChat(hello)).toThrow(expect.objectContaining({ code: 'text/bad-template' }));
  });

  it('prefers chat_template.jinja, and the default among named templates', () => {
    const { tokenizer: json, config } = tokenizerFromGguf(metadata);
    const chat_template = [
      { name: 'tools', template: 'tools' },
      { name: 'default', template: 'default {{ eos_token }}' },
    ];
    const files = { 'tokenizer.json': json, 'tokenizer_config.json': { ...config, chat_template } };
    const named = loadTokenizer(tokenizerFolder(files));
    expect(named.decode(named.renderChat(hello))).toBe('default <|im_end|>');
    const separate = loadTokenizer(tokenizerFolder({ ...files, 'chat_template.jinja': 'from the file' }));
    expect(separate.decode(separate.renderChat(hello))).toBe('from the file');
  });
});
