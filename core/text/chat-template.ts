import { Template } from '@huggingface/jinja';
import { AppError, invariant } from '../errors.ts';
import type { Section, SpecialTokens } from './special-tokens.ts';

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A compiled chat template. */
export interface ChatTemplate {
  /**
   * The conversation as sections: the template's special tokens, and text in which none is meant, whatever the messages
   * spell.
   * @throws AppError `text/bad-template` when the template refuses the messages or fails.
   */
  render(messages: readonly ChatMessage[], addGenerationPrompt: boolean): Section[];
}

/**
 * Compiles a Jinja chat template.
 *
 * What a template does to a message (trimming, joining) is kept, and so is encoding across the seam between template and
 * message: messages are put into the template with a private-use character inside whatever would read as a special token,
 * the result is cut at the special tokens that remain, which are the template's own, and the character is taken out again.
 * @param variables what the template may name besides the messages: `bos_token`, `eos_token` …
 * @throws AppError `text/bad-template` when it is no valid template.
 */
export function chatTemplate(
  source: string,
  special: SpecialTokens,
  variables: Readonly<Record<string, string>>,
): ChatTemplate {
  const template = compile(source);
  return {
    render(messages, addGenerationPrompt) {
      const shield = unusedCharacter([source, ...messages.map((m) => m.content)]);
      const hidden = messages.map(({ role, content }) => ({ role, content: special.hide(content, shield) }));
      const text = run(template, { ...variables, messages: hidden, add_generation_prompt: addGenerationPrompt });
      return special
        .split(text)
        .map((section) =>
          section.kind === 'special' ? section : { kind: 'text', text: section.text.replaceAll(shield, '') },
        );
    },
  };
}

function compile(source: string): Template {
  try {
    return new Template(source);
  } catch (cause) {
    throw new AppError('text/bad-template', `The model's chat template can't be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function run(template: Template, variables: Record<string, unknown>): string {
  try {
    return template.render(variables);
  } catch (cause) {
    throw new AppError(
      'text/bad-template',
      `The model's chat template refused the conversation: ${(cause as Error).message}`,
      { cause, hint: 'Some models take no system message, or want user and assistant to take turns.' },
    );
  }
}

/** A private-use character that stands in none of the texts. */
function unusedCharacter(texts: readonly string[]): string {
  for (let code = 0xf8ff; code >= 0xe000; code--) {
    const character = String.fromCharCode(code);
    if (!texts.some((text) => text.includes(character))) return character;
  }
  invariant(false, 'some private-use character is unused');
}
