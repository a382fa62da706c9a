export type { ChatMessage } from './chat-template.ts';
export { createDetokenizer, type Detokenizer } from './detokenizer.ts';
export { type TokenizerFiles, tokenizerFromGguf } from './gguf-tokenizer.ts';
export { alpacaPrompt, questionPrompt } from './prompt.ts';
export { createStopMatcher, type StopMatcher } from './stop-matcher.ts';
export { type EncodeOptions, loadTokenizer, type Tokenizer } from './tokenizer.ts';
