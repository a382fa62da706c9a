export { columnWeights, matchExpression } from './full-text.ts';
export { passageText } from './passage-text.ts';
