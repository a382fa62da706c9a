export type { ChatMessage } from './chat-template.ts';
export { type TokenizerFiles, tokenizerFromGguf } from './gguf-tokenizer.ts';
export { type EncodeOptions, loadTokenizer, type Tokenizer } from './tokenizer.ts';
